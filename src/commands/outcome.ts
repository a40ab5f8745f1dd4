// What a report leads to: the exit code, and whether it is printed in colours.
import type { Summary } from '../report/document.ts';
import type { Io } from './io.ts';

export type FailOn = 'deny' | 'warn' | 'audit' | 'never';

/** Whether there are findings at or above the action. A policy may also deny what it cannot decide, without any finding. */
export function fails({ denied, deny, warn, audit }: Summary, failOn: FailOn): boolean {
  if (failOn === 'never') return false;
  const counted = { deny, warn: deny + warn, audit: deny + warn + audit }[failOn];
  return counted + denied > 0;
}

export type Color = 'auto' | 'always' | 'never';

/** NO_COLOR and FORCE_COLOR as most programs read them: any text that is not empty, and 0 is no force. A flag outweighs both. */
export function hasColours({ env, isTerminal }: Io, color: Color = 'auto'): boolean {
  if (color !== 'auto') return color === 'always';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const force = env['FORCE_COLOR'] ?? '';
  return force === '' ? isTerminal : force !== '0';
}
