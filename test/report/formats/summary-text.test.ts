import { describe, expect, it } from 'vitest';
import { reportHead } from '../../../src/report/document.ts';
import { summaryWriter } from '../../../src/report/formats/summary-text.ts';
import { PLAIN } from '../../../src/report/palette.ts';
import { finding, judged, print } from '../fixtures.ts';

describe('summaryWriter', () => {
  it('prints problems, and the numbers of findings by rule and action', () => {
    expect(print(summaryWriter(PLAIN))).toBe(`web.yaml:9:3: problem: cannot be read as YAML: a & b

rule            deny     warn    audit
bad-address        2        0        0
no-tuesday         0        1        1

undecided for 1 slice: managed-by needs the user; add --as
5 slices: 1 not judged, 2 denied, 2 findings to deny, 1 to warn, 1 to audit, 1 problem
`);
  });
  it('prints nothing about single objects until the end', () => {
    const writer = summaryWriter(PLAIN);
    const one = judged([finding(['endpoints', 0])]);
    expect([
      writer.begin(reportHead({ version: '1', policies: [], kubernetes: '1.37' })),
      writer.decision(one),
    ]).toEqual(['', '']);
  });
  it('prints only the last line if nothing was found', () => {
    expect(print(summaryWriter(PLAIN), [judged([])])).toBe('1 slice: 0 denied, no findings\n');
  });
});
