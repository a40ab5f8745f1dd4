import { expect, it } from 'vitest';
import { plural } from '../../src/report/plural.ts';

it.each([
  [0, 'slice', '0 slices'],
  [1, 'slice', '1 slice'],
  [2, 'slice', '2 slices'],
  [1000, 'finding', '1000 findings'],
])('counts %i of %s', (count, noun, text) => expect(plural(count, noun)).toBe(text));
