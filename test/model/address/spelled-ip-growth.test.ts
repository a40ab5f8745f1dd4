// How much the search for spelled addresses reads, counted instead of timed: names are untrusted input.
import { afterAll, expect, it, vi } from 'vitest';
import { spelledIp } from '../../../src/model/address/spelled-ip.ts';

const read = { calls: 0, characters: 0 };

// Test files share their modules (vitest.config.ts); this one needs its own, and leaves none of them behind.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

vi.mock(import('../../../src/model/address/ip.ts'), async (original) => {
  const actual = await original();
  return {
    ...actual,
    parseIp: (text) => {
      read.calls++;
      read.characters += text.length;
      return actual.parseIp(text);
    },
  };
});

/** The number of characters read for one host, whatever it means. */
function workOf(host: string): typeof read {
  read.calls = 0;
  read.characters = 0;
  spelledIp(host);
  return { ...read };
}

it.for([
  ['dashes between groups', 'fe-'],
  ['dashes between groups and one that is none', 'a-b-c-d-e-f-a-x-'],
  ['dashes alone', '-'],
  ['dashes between what is no group', 'xyz-'],
  ['an end of a gap beside groups', '-a-b-c-d-e-f-a-xyz-'],
  ['two gaps', 'x-a--b--c-d-e-x-'],
  ['labels of groups', 'a-b-c-d-e-f-a.'],
  ['dots alone', '.'],
  ['long pieces', `${'f'.repeat(60)}-`],
  ['pieces of zeros', `${'0'.repeat(60)}a-`],
  ['nearly IPv4 addresses', '1.2.3-'],
  ['nearly hexadecimal', 'a9fea9f-'],
])('reads a name of %s only a few times', ([, part = '']) => {
  const long = part.repeat(800);
  const [few, many] = [workOf(part.repeat(100)), workOf(long)];
  // One for each label with an address; one more for an IPv4 address.
  expect(many.calls).toBeLessThanOrEqual(2);
  expect(many.characters).toBeLessThanOrEqual(long.length);
  expect(many.calls).toBe(few.calls);
});

it('counts the characters that are read', () => {
  expect(workOf('fe80--1')).toEqual({ calls: 1, characters: 7 });
  expect(workOf('app-10-8-0-1.fe80--1')).toEqual({ calls: 1, characters: 8 });
});
