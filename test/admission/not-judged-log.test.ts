import { expect, it } from 'vitest';
import { createLog } from '../../src/admission/log.ts';
import { NotJudgedLog } from '../../src/admission/not-judged-log.ts';

const FACTS = { operation: 'CREATE', namespace: 'shop', name: 'web', user: 'jane', dryRun: false };
const LINE = { level: 'warn', msg: 'not judged', refusal: 'not ours', ...FACTS };

function logging() {
  const clock = { now: 0 };
  const lines: string[] = [];
  const log = createLog({ write: (line) => void lines.push(line) }, () => new Date(0));
  const notJudged = new NotJudgedLog(() => clock.now);
  const review = (now: number, uid: string, facts = FACTS): void => {
    clock.now = now;
    notJudged.warn(log, { uid, facts, refusal: 'not ours' });
  };
  return { review, lines };
}

it('writes one line a minute for reviews of all kinds together, with how many had none', () => {
  const { review, lines } = logging();
  review(0, '1');
  review(1, '2', { ...FACTS, operation: 'UPDATE', user: 'joe' });
  review(59_999, '3');
  review(60_000, '4', { ...FACTS, name: 'other' });
  review(130_000, '5');
  const time = '1970-01-01T00:00:00.000Z';
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    { ...LINE, time, uid: '1' },
    { ...LINE, time, uid: '4', name: 'other', suppressed: 2 },
    { ...LINE, time, uid: '5' },
  ]);
});

it('cuts names that are longer than any of Kubernetes', () => {
  const { review, lines } = logging();
  review(0, '1', { ...FACTS, name: 'x'.repeat(10_000), user: 'y'.repeat(10_000) });
  expect(lines[0]?.length).toBeLessThan(1000);
});
