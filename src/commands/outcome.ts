// The exit code of a report, and whether it is printed in colours.
import type { Summary } from '../report/document.ts';
import type { Io } from './io.ts';

export type FailOn = 'deny' | 'warn' | 'audit' | 'never';

/** Whether there are findings at or above the action. A policy may deny what it cannot decide, without a finding. */
export function fails({ denied, deny, warn, audit }: Summary, failOn: FailOn): boolean {
  if (failOn === 'never') return false;
  const counted = { deny, warn: deny + warn, audit: deny + warn + audit }[failOn];
  return counted + denied > 0;
}

export type Color = 'auto' | 'always' | 'never';

/**
 * NO_COLOR and FORCE_COLOR as most programs read them: any text except the empty one, and FORCE_COLOR=0 is not set. A
 * flag has precedence.
 */
export function hasColours({ env, isTerminal }: Io, color: Color = 'auto'): boolean {
  if (color !== 'auto') return color === 'always';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const force = env['FORCE_COLOR'] ?? '';
  return force === '' ? isTerminal : force !== '0';
}
