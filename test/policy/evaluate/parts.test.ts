// v1 Endpoints through the engine: several slices, one decision.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeObject, type DecodedObject } from '../../../src/model/decode/decode-object.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { decisionDigest } from '../../../src/policy/evaluate/digest.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { pairParts } from '../../../src/policy/evaluate/parts.ts';
import type { PolicySet } from '../../../src/policy/policy-set.ts';
import { defineRule, nothing, type AnyRule } from '../../../src/policy/rule.ts';
import { MAX_FINDINGS, type Decision, type Subject } from '../../../src/policy/subject.ts';
import { reservedLabels } from '../../../src/rules/reserved-labels.ts';
import { badAddress, tooMany } from '../fixtures.ts';

const common = { summary: 's', rationale: 'r', remediation: 'r', needs: [], examples: { good: [], bad: [] } } as const;
const denied = { reason: 'FieldValueInvalid', recommended: 'deny', strict: 'deny' } as const;

/** Speaks of what all slices of an object share, and of one of them as a whole. */
const shared = defineRule({
  ...common,
  id: 'shared',
  category: 'identity',
  options: z.strictObject({}),
  messages: {
    label: { text: 'label', ...denied },
    kind: { text: 'kind', ...denied },
    whole: { text: 'at {other}', ...denied },
  },
  prepare: nothing,
  check({ report }) {
    report('label', { at: ['metadata', 'labels', { key: 'a' }], seen: '' });
    report('kind', { at: ['kind'], seen: '' });
    report('whole', { at: [], seen: '', data: { other: ['endpoints', 0] } });
  },
});
/** A quantity is old when it has not grown, whatever else has changed. */
const crowd = defineRule({
  ...common,
  id: 'crowd',
  category: 'size',
  options: z.strictObject({}),
  messages: { many: { text: 'many', ...denied } },
  prepare: nothing,
  check({ slice, report }) {
    if (slice.endpointCount > 1)
      report('many', { at: ['endpoints'], seen: String(slice.endpointCount), quantity: slice.endpointCount });
  },
});
const ofSlices = defineRule({ ...asEverything('of-slices'), appliesToEndpoints: false });
const ofText = defineRule({ ...asEverything('of-text'), input: 'manifest' });

/** Says something of every slice. */
function asEverything(id: string): Parameters<typeof defineRule<object, undefined, 'any'>>[0] {
  return {
    ...common,
    id,
    category: 'identity',
    options: z.strictObject({}),
    messages: { any: { text: 'any', ...denied } },
    prepare: nothing,
    check: ({ report }) => report('any', { at: ['ports', 0], seen: '' }),
  };
}

function policies(...rules: readonly AnyRule[]): PolicySet {
  return loadPolicies([], { rules, sha256: (text) => `sha256:${text.length}` });
}

function decode(subsets: readonly object[], labels: object = {}): DecodedObject {
  const decoded = decodeObject('endpoints', { metadata: { name: 'web', namespace: 'shop', labels }, subsets });
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
}

function subjectOf(now: DecodedObject, old?: DecodedObject, rest: Partial<Subject> = {}): Subject {
  const operation = old === undefined ? 'CREATE' : 'UPDATE';
  const parts = pairParts(now.parts ?? [], old && (() => old));
  return { operation, slice: now.slice, oldObject: undefined, parts, user: { name: 'jane', groups: [] }, ...rest };
}

function said({ findings }: Decision): readonly string[] {
  return findings.map(
    ({ rule, field, action, capped }) => `${action}${capped === null ? '' : ` (${capped})`} ${rule} ${field}`,
  );
}

const BAD = { ip: '127.0.0.1' };
const GOOD = { ip: '10.0.0.1' };
const set = policies(badAddress, tooMany);

describe('an object that becomes several slices', () => {
  it('has the findings of all of them, with places in the object', () => {
    const now = decode([
      { addresses: [GOOD, BAD], ports: [{ port: 80 }] },
      { notReadyAddresses: [{ ip: '127.0.0.2' }, { ip: 'fd00::1' }], ports: [{ port: 81 }] },
    ]);
    const decision = evaluate(set, subjectOf(now));
    expect(said(decision)).toEqual([
      'deny bad-address subsets[0].addresses[1].ip',
      'deny bad-address subsets[1].notReadyAddresses[0].ip',
    ]);
    expect(decision).toMatchObject({ allowed: false, counts: { deny: 2, warn: 0, audit: 0 } });
    expect(decision.countsByRule.get('bad-address')).toEqual({ deny: 2, warn: 0, audit: 0 });
  });

  it('is allowed when it becomes none, and no rule is asked', () => {
    const decision = evaluate(policies(badAddress, shared), subjectOf(decode([])));
    expect(decision).toMatchObject({ allowed: true, findings: [], undecided: [], counts: { deny: 0 } });
  });

  it('has a finding about what all share once, and other findings for each', () => {
    const now = decode([
      { addresses: [GOOD], ports: [{ port: 80 }] },
      { addresses: [{ ip: '10.0.0.2' }], ports: [{ port: 81 }] },
    ]);
    const decision = evaluate(policies(shared), subjectOf(now));
    expect(said(decision).toSorted()).toEqual([
      'deny shared ',
      'deny shared ',
      'deny shared kind',
      'deny shared metadata.labels[a]',
    ]);
    expect(decision.findings.filter(({ id }) => id === 'whole').map(({ message }) => message)).toEqual([
      'at subsets[0].addresses[0]',
      'at subsets[1].addresses[0]',
    ]);
  });

  it('is not judged by rules about what it cannot have', () => {
    const now = decode([{ addresses: [GOOD], ports: [{ port: 80 }] }]);
    expect(said(evaluate(policies(ofSlices, badAddress), subjectOf(now)))).toEqual([]);
  });

  it('is judged once by a rule about its text, with the places that it names, even if it becomes nothing', () => {
    const manifest: Manifest = {
      value: {},
      stored: undefined,
      problems: [],
      kubernetes: '1.37',
      sourceWarnings: () => [],
    };
    for (const subsets of [
      [],
      [
        { addresses: [GOOD], ports: [{ port: 80 }] },
        { addresses: [BAD], ports: [{ port: 81 }] },
      ],
    ]) {
      expect(said(evaluate(policies(ofText), subjectOf(decode(subsets), undefined, { manifest })))).toEqual([
        'deny of-text ports[0]',
      ]);
    }
  });

  it('keeps no more findings than another object, and counts all', () => {
    const subsets = Array.from({ length: 30 }, (_, port) => ({
      addresses: Array.from({ length: 50 }, (__, index) => ({ ip: `127.0.${port}.${index}` })),
      ports: [{ port: port + 1 }],
    }));
    const decision = evaluate(policies(badAddress), subjectOf(decode(subsets)));
    expect(decision.counts.deny).toBe(1500);
    expect(decision.findings).toHaveLength(MAX_FINDINGS);
  });
});

describe('an update', () => {
  const old = decode([{ addresses: [GOOD, BAD], ports: [{ port: 80 }] }]);
  const update = (subsets: readonly object[], labels: object = {}): readonly string[] =>
    said(evaluate(policies(badAddress), subjectOf(decode(subsets, labels), old)));

  it('that removes addresses, or makes them less ready, only shrinks', () => {
    expect(update([{ addresses: [BAD], ports: [{ port: 80 }] }])).toEqual([
      'warn (shrinking) bad-address subsets[0].addresses[0].ip',
    ]);
    expect(update([{ addresses: [GOOD], notReadyAddresses: [BAD], ports: [{ port: 80 }] }])).toEqual([
      'warn (shrinking) bad-address subsets[0].notReadyAddresses[0].ip',
    ]);
    expect(update([])).toEqual([]);
  });

  it('keeps an old fault in its slice beside new subsets, and is denied where it spreads', () => {
    expect(update([{ addresses: [GOOD, BAD, { ip: '10.0.0.2' }], ports: [{ port: 80 }] }])).toEqual([
      'warn (ratchet) bad-address subsets[0].addresses[1].ip',
    ]);
    expect(
      update([
        { addresses: [GOOD, BAD], ports: [{ port: 80 }] },
        { addresses: [BAD], ports: [{ port: 81 }] },
      ]),
    ).toEqual([
      // With another address on that port it would be a slice of its own; alone it is too.
      'deny bad-address subsets[1].addresses[0].ip',
      'warn (shrinking) bad-address subsets[0].addresses[1].ip',
    ]);
    expect(update([{ addresses: [GOOD, BAD], ports: [{ port: 443 }] }])).toEqual([
      'deny bad-address subsets[0].addresses[1].ip',
    ]);
    expect(update([{ addresses: [{ ip: '127.0.0.9' }, GOOD, BAD], ports: [{ port: 80 }] }])).toEqual([
      'deny bad-address subsets[0].addresses[0].ip',
      'warn (ratchet) bad-address subsets[0].addresses[2].ip',
    ]);
  });

  it('does not compare a slice with what another slice had', () => {
    const crowded = decode([{ addresses: [GOOD, { ip: '10.0.0.2' }], ports: [{ port: 80 }] }]);
    const two = decode([
      { addresses: [GOOD, { ip: '10.0.0.3' }], ports: [{ port: 80 }] },
      { addresses: [{ ip: '10.0.0.4' }, { ip: '10.0.0.5' }], ports: [{ port: 81 }] },
    ]);
    expect(said(evaluate(policies(crowd), subjectOf(two, crowded)))).toEqual([
      'deny crowd subsets[1].addresses',
      'warn (ratchet) crowd subsets[0].addresses',
    ]);
  });

  it('knows what an address had on each of its ports, though sets of ports split or join', () => {
    const [a, b] = [
      { port: 80, name: 'a' },
      { port: 81, name: 'b' },
    ];
    const judge = (was: readonly object[], now: readonly object[]): readonly string[] =>
      said(evaluate(policies(badAddress), subjectOf(decode(now), decode(was))));
    const apart = [
      { addresses: [BAD, GOOD], ports: [a] },
      { addresses: [BAD], ports: [b] },
    ];
    const joined = [{ addresses: [BAD], ports: [a, b] }];
    // The good address goes, and the bad one has both ports in one slice.
    expect(judge(apart, joined)).toEqual(['warn (shrinking) bad-address subsets[0].addresses[0].ip']);
    expect(
      judge(
        [{ addresses: [BAD, GOOD], ports: [a, b] }],
        [
          { addresses: [BAD, GOOD], ports: [a] },
          { addresses: [GOOD], ports: [b] },
        ],
      ),
    ).toEqual(['warn (shrinking) bad-address subsets[0].addresses[0].ip']);
    // On one of the ports it had not been ready.
    const unready = [apart[0], { notReadyAddresses: [BAD], ports: [b] }].flatMap((one) => one ?? []);
    expect(judge(unready, joined)).toEqual(['deny bad-address subsets[0].addresses[0].ip']);
    // One of the ports is new to it.
    expect(
      judge(
        [
          { addresses: [BAD], ports: [a] },
          { addresses: [GOOD], ports: [b] },
        ],
        joined,
      ),
    ).toEqual(['deny bad-address subsets[0].addresses[0].ip']);
  });

  it('recognizes an address though its other data came from a subset that is gone', () => {
    const was = [
      { addresses: [BAD], ports: [{ port: 80 }] },
      { addresses: [{ ...BAD, nodeName: 'n1' }], ports: [{ port: 81 }, { port: 82, name: 'x' }] },
      { addresses: [GOOD], ports: [{ port: 82, name: 'x' }] },
    ];
    expect(said(evaluate(policies(badAddress), subjectOf(decode([was[1] ?? {}]), decode(was))))).toEqual([
      'warn (ratchet) bad-address subsets[0].addresses[0].ip',
    ]);
  });

  it('of an object that became nothing has no old object, whatever its labels were', () => {
    const empty = decode([], { 'lighthouse.submariner.io/sourceNamespace': 'kube-system' });
    const now = decode([{ addresses: [GOOD], ports: [{ port: 80 }] }], {
      'lighthouse.submariner.io/sourceNamespace': 'kube-system',
    });
    const strict = loadPolicies([], { rules: [reservedLabels, shared], sha256: (text) => text, preset: 'strict' });
    const decision = evaluate(strict, subjectOf(now, empty));
    expect(said(decision)).toContain('deny reserved-labels metadata.labels[lighthouse.submariner.io/sourceNamespace]');
    expect(decision.findings.filter(({ capped }) => capped !== null)).toEqual([]);
  });

  it('that removes the label against mirroring makes old faults new', () => {
    const skipped = decode([{ addresses: [BAD], ports: [{ port: 80 }] }], {
      'endpointslice.kubernetes.io/skip-mirror': 'true',
    });
    const now = decode([{ addresses: [BAD], ports: [{ port: 80 }] }]);
    expect(said(evaluate(policies(badAddress), subjectOf(now, skipped)))).toEqual([
      'deny bad-address subsets[0].addresses[0].ip',
    ]);
  });

  it('finds its slices whatever order subsets and ports are written in', () => {
    const was = decode([
      {
        addresses: [GOOD, BAD],
        ports: [
          { port: 80, name: 'a' },
          { port: 81, name: 'b' },
        ],
      },
    ]);
    const now = decode([
      { addresses: [BAD], ports: [{ port: 81, name: 'b' }] },
      { addresses: [BAD], ports: [{ port: 80, name: 'a' }] },
    ]);
    expect(said(evaluate(policies(badAddress), subjectOf(now, was)))).toEqual([
      'warn (shrinking) bad-address subsets[0].addresses[0].ip',
    ]);
  });
});

describe('the digest', () => {
  const ip = fc.constantFrom('10.0.0.1', '10.0.0.2', '127.0.0.1', 'fd00::1');
  const addresses = fc.uniqueArray(ip, { maxLength: 3 }).map((ips) => ips.map((one) => ({ ip: one })));
  const subsets = fc.array(
    fc.record({
      addresses,
      ports: fc.uniqueArray(fc.constantFrom(80, 81), { maxLength: 2 }).map((ports) => ports.map((port) => ({ port }))),
    }),
    {
      maxLength: 3,
    },
  );
  const none = policies();
  const digest = (object: DecodedObject): string =>
    decisionDigest(none, evaluate(none, subjectOf(object)), (text) => text);
  const judged = ({ parts = [] }: DecodedObject): string =>
    JSON.stringify(parts.map(({ addressType, endpoints, ports }) => [addressType, endpoints, ports]));

  it('is the same for what becomes the same slices, and for nothing else', () => {
    fc.assert(
      fc.property(subsets, subsets, (left, right) => {
        const [one, other] = [decode(left), decode(right)];
        expect(digest(one) === digest(other)).toBe(judged(one) === judged(other));
      }),
      { numRuns: 1000 },
    );
  });

  it('differs for Endpoints, for the slice that they become, and for each version', () => {
    const endpoints = decode([{ addresses: [GOOD], ports: [{ port: 80 }] }]);
    const [part] = endpoints.parts ?? [];
    if (part === undefined) throw new Error('there is one');
    const value = {
      metadata: { name: 'web', namespace: 'shop' },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'] }],
    };
    const whole = (kind: 'slice' | 'beta'): string => {
      const { slice } = decodeObject(kind, value).value;
      return decisionDigest(
        none,
        evaluate(none, { operation: 'CREATE', slice, oldObject: undefined, user: undefined }),
        (text) => text,
      );
    };
    const alone = decisionDigest(
      none,
      evaluate(none, { operation: 'CREATE', slice: part, oldObject: undefined, user: undefined }),
      (text) => text,
    );
    expect(new Set([digest(endpoints), alone, whole('slice'), whole('beta')]).size).toBe(4);
  });

  it('does not cover findings that need the text of the object', () => {
    const both = policies(ofText, badAddress);
    const digestOf = (manifest?: Manifest): string => {
      const quiet = defineRule({
        ...asEverything('of-text'),
        input: 'manifest',
        check: ({ manifest: text, report }) => text && report('any', { at: [], seen: 'x' }),
      });
      const rules = policies(quiet, badAddress);
      const object = decode([{ addresses: [BAD], ports: [{ port: 80 }] }]);
      return decisionDigest(rules, evaluate(rules, subjectOf(object, undefined, { manifest })), (text) => text);
    };
    expect(both.groups).toHaveLength(2);
    expect(digestOf({ value: {}, stored: undefined, problems: [], kubernetes: '1.37', sourceWarnings: () => [] })).toBe(
      digestOf(),
    );
  });
});
