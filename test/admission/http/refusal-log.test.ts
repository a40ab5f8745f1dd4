import { expect, it, vi } from 'vitest';
import { RefusalLog } from '../../../src/admission/http/refusal-log.ts';

it('logs ten refusals a second, and then how many had no line', () => {
  let now = 0;
  const warn = vi.fn<(line: object, message: string) => void>();
  const refusals = new RefusalLog(() => now);
  for (let index = 0; index < 25; index++) refusals.warn({ warn }, { index });
  expect(warn.mock.calls.map(([line]) => line)).toEqual(Array.from({ length: 10 }, (_, index) => ({ index })));
  now = 1000;
  for (let index = 25; index < 27; index++) refusals.warn({ warn }, { index });
  expect(warn.mock.calls.slice(10)).toEqual([
    [{ index: 25, suppressed: 15 }, 'request refused'],
    [{ index: 26 }, 'request refused'],
  ]);
});
