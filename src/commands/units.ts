// Durations and sizes as flags write them, read strictly: 5s, 500ms, 24MiB.
import { UserError } from '../model/problem.ts';

const DURATION: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const SIZE: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** A timer of Node's overflows after 24 days and then fires at once; nothing here waits longer than a day. */
const MAX_DURATION_MS = 24 * 3_600_000;

/** Milliseconds, at most a day. `flag` is for the message. Throws UserError. */
export function parseDuration(text: string, flag: string, min = 0): number {
  const duration = parseUnit(text, DURATION);
  if (duration === undefined || duration < min || duration > MAX_DURATION_MS)
    return fail(flag, text, 'a duration like 5s, 500ms or 2m');
  return duration;
}

/** Bytes. Throws UserError. */
export function parseSize(text: string, flag: string): number {
  return parseUnit(text, SIZE) ?? fail(flag, text, 'a size like 24MiB or 512KiB');
}

/** 0 (any free port) to 65535. Throws UserError. */
export function parsePort(text: string, flag: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  return port <= 65_535 ? port : fail(flag, text, 'a port number, 0 to 65535');
}

/** A share from 0 to 1. Throws UserError. */
export function parseShare(text: string, flag: string): number {
  const share = /^(\d{1,9})?(\.\d{1,9})?$/.test(text) && text !== '' ? Number(text) : Infinity;
  return share <= 1 ? share : fail(flag, text, 'a number from 0 to 1, like 0.01');
}

function parseUnit(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d{1,9})([A-Za-z]{1,3})$/.exec(text);
  const unit = match?.[2] ?? '';
  return Object.hasOwn(units, unit) ? Number(match?.[1]) * (units[unit] ?? 0) : undefined;
}

function fail(flag: string, text: string, expected: string): never {
  throw new UserError(`${flag}: expected ${expected}, not ${JSON.stringify(text)}`);
}
