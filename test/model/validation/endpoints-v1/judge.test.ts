// The verdict on whole objects. It is compared with real servers in ../fixtures.test.ts and test/e2e/oracle.test.ts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath } from '../../../../src/model/field-path.ts';
import { KUBERNETES_VERSIONS } from '../../../../src/model/kubernetes-version.ts';
import { judgeEndpoints } from '../../../../src/model/validation/endpoints-v1/judge.ts';
import type { Fault } from '../../../../src/model/validation/fault.ts';
import { anyEndpoints, anyEndpointsUpdate } from '../../../oracle/endpoints.ts';
import type { Case } from '../../../control-plane/verdicts.ts';
import { many } from '../../many.ts';
import { endpointsOf, faultsOf, SUBSET } from './verdicts.ts';

const writes: fc.Arbitrary<Case> = fc.oneof(
  anyEndpoints.map((value) => ({ value })),
  anyEndpointsUpdate,
);

function placeOf({ path, reason, seen }: Fault): string {
  return JSON.stringify([formatPath(path), reason, seen.toWellFormed()]);
}

describe('metadata', () => {
  it('is validated as that of slices, and its generation too on create', () => {
    expect(faultsOf({ metadata: { name: 'Db' } })).toEqual(['Invalid metadata.name']);
    expect(faultsOf({ metadata: { name: null, generateName: 'db-' } })).toEqual([]);
    expect(faultsOf({ metadata: { name: '', generateName: `${'a'.repeat(58)}/-` } })).toEqual([
      'Invalid metadata.generateName',
    ]);
    expect(faultsOf({ metadata: { generation: -1 } })).toEqual(['Invalid metadata.generation']);
    expect(faultsOf({ metadata: { generation: -1 }, stored: {} })).toEqual([]);
  });

  it('has its faults listed once more than that of slices in updates until 1.36', () => {
    const write = { stored: {}, metadata: { labels: { a: '!' }, finalizers: ['mine'] } };
    const older = faultsOf({ ...write, version: '1.36' });
    expect(Object.groupBy(older, (fault) => fault)).toEqual({
      'Invalid metadata.labels': many(4, () => 'Invalid metadata.labels'),
      'Invalid metadata.finalizers[0]': many(2, () => 'Invalid metadata.finalizers[0]'),
    });
    expect(faultsOf(write)).toEqual(['Invalid metadata.labels', 'Invalid metadata.finalizers[0]']);
    expect(faultsOf({ ...write, version: '1.36', isBrief: true })).toEqual(faultsOf(write));
  });

  it('drops owners that appear twice, with a warning', () => {
    const owner = { apiVersion: 'v1', kind: 'Service', name: 'db', uid: '1', controller: true };
    const value = endpointsOf({ metadata: { ownerReferences: [owner, owner] } });
    expect(judgeEndpoints(value, { version: '1.37' })).toMatchObject({
      faults: [],
      warnings: [{ kind: 'duplicate-owner', seen: '1' }],
    });
  });
});

describe('subsets of an update', () => {
  const bad = [{ ...SUBSET, addresses: [{ ip: '127.0.0.1' }] }, {}];

  it('are tolerated as they were stored, whatever is wrong with them', () => {
    expect(faultsOf({ subsets: bad, stored: { subsets: bad } })).toEqual([]);
    expect(faultsOf({ subsets: bad, stored: { subsets: bad }, metadata: { labels: { a: '!' } } })).toEqual([
      'Invalid metadata.labels',
    ]);
  });

  it('are judged as a whole as soon as one changes', () => {
    const all = ['Invalid subsets[0].addresses[0].ip', 'Required subsets[1]'];
    expect(faultsOf({ subsets: [...bad, SUBSET], stored: { subsets: bad } })).toEqual(all);
    expect(faultsOf({ subsets: bad, stored: { subsets: bad.slice(1) } })).toEqual(all);
  });
});

describe('properties', () => {
  it('an object with any subsets may replace itself', () => {
    fc.assert(
      fc.property(anyEndpoints, fc.constantFrom(...KUBERNETES_VERSIONS), (value, version) => {
        const { faults } = judgeEndpoints(value, { version, stored: value });
        expect(faults.filter(({ path: [first] }) => first === 'subsets')).toEqual([]);
      }),
    );
  });

  it('a newer server refuses everything that an older one refuses', () => {
    fc.assert(
      fc.property(writes, ({ value, stored }) => {
        const accepted = KUBERNETES_VERSIONS.map(
          (version) => judgeEndpoints(value, { version, stored }).faults.length === 0,
        );
        expect(accepted).toEqual(accepted.toSorted((left, right) => Number(right) - Number(left)));
      }),
    );
  });

  it('a brief verdict has the same faults, each once', () => {
    let repeats = 0;
    fc.assert(
      fc.property(writes, fc.constantFrom(...KUBERNETES_VERSIONS), ({ value, stored }, version) => {
        const all = judgeEndpoints(value, { version, stored }).faults;
        const brief = judgeEndpoints(value, { version, stored, isBrief: true }).faults;
        if (all.length > brief.length) repeats++;
        expect(new Set(brief.map(placeOf))).toEqual(new Set(all.map(placeOf)));
        const texts = brief.map((fault) => `${placeOf(fault)} ${fault.detail}`);
        expect(texts).toEqual([...new Set(texts)]);
      }),
      { numRuns: 300 },
    );
    expect(repeats).toBeGreaterThan(10);
  });

  it('never throws on what JSON can hold', () => {
    const members = [
      'metadata',
      'subsets',
      'addresses',
      'notReadyAddresses',
      'ports',
      'ip',
      'port',
      'name',
      '__proto__',
    ];
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(null, true, 0, -1e9, 1.5, '', 'x', '10.0.0.1'),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...members), tie('tree'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(tree, tree, fc.boolean(), (value, stored, isBrief) => {
        expect(() => judgeEndpoints(value, { version: '1.37', stored, isBrief })).not.toThrow();
      }),
    );
  });
});
