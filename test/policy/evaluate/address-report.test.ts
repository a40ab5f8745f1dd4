import { expect, it } from 'vitest';
import { formatPath } from '../../../src/model/field-path.ts';
import { toReport } from '../../../src/policy/evaluate/address-report.ts';
import { slice } from '../fixtures.ts';

it('is at the address, with its text and all that is said of it', () => {
  const { addresses } = slice({ endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2', '127.0.0.1'] }] });
  const reports = addresses.map((address) => toReport(address, { expected: 'x', data: { seen: 'not this', n: 1 } }));
  expect(reports.map(({ at, seen }) => `${formatPath(at)} ${seen}`)).toEqual([
    'endpoints[0].addresses[0] 10.0.0.1',
    'endpoints[1].addresses[0] 10.0.0.2',
    'endpoints[1].addresses[1] 127.0.0.1',
  ]);
  expect(reports[2]).toMatchObject({ expected: 'x', data: { seen: 'not this', n: 1 } });
  // A quantity would make it another kind of finding.
  expect(Object.keys(reports[0] ?? {}).toSorted()).toEqual(['at', 'data', 'expected', 'seen']);
});
