// A registry of small rules, and slices to run the engine on: its tests do not depend on the texts of real rules.
import { z } from 'zod';
import { decodeSlice } from '../../src/model/decode/decode.ts';
import { LABELS, type Slice } from '../../src/model/slice.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import type { PolicySet } from '../../src/policy/policy-set.ts';
import { defineRule, nothing, type AnyRule, type OldObject } from '../../src/policy/rule.ts';
import type { Finding, Subject } from '../../src/policy/subject.ts';

const common = { summary: 's', rationale: 'r', remediation: 'r', needs: [], examples: { good: [], bad: [] } } as const;

/** Denies every address that begins with `prefix`. */
export const badAddress = defineRule({
  ...common,
  id: 'bad-address',
  category: 'address',
  options: z.strictObject({ prefix: z.string().default('127.') }),
  messages: {
    bad: { text: '"{seen}" begins with {expected}', reason: 'FieldValueInvalid', recommended: 'deny', strict: 'deny' },
  },
  prepare: ({ prefix }) => prefix,
  check({ slice: judged, report }, prepared) {
    for (const { endpoint, index, text } of judged.addresses) {
      if (text.startsWith(prepared))
        report('bad', { at: ['endpoints', endpoint, 'addresses', index], seen: text, expected: prepared });
    }
  },
});

export const tooMany = defineRule({
  ...common,
  id: 'too-many',
  category: 'size',
  options: z.strictObject({ max: z.int().default(2) }),
  messages: { many: { text: '{seen} endpoints', reason: 'FieldValueTooMany', recommended: 'warn', strict: 'deny' } },
  prepare: ({ max }) => max,
  check({ slice: judged, report }, prepared) {
    if (judged.endpointCount > prepared)
      report('many', { at: ['endpoints'], seen: String(judged.endpointCount), quantity: judged.endpointCount });
  },
});

export const impostor = defineRule({
  ...common,
  id: 'impostor',
  category: 'identity',
  affectsMembership: true,
  needs: ['user'],
  options: z.strictObject({}),
  messages: { impostor: { text: 'not yours', reason: 'FieldValueForbidden', recommended: 'deny', strict: 'deny' } },
  prepare: nothing,
  check({ slice: judged, writer, report, undecided }) {
    if (judged.metadata.labels[LABELS.managedBy] !== 'builtin') return;
    if (writer.class === 'unknown') undecided('user');
    else report('impostor', { at: ['metadata', 'labels', { key: LABELS.managedBy }], seen: 'builtin' });
  },
});

export const throwing = defineRule({
  ...common,
  id: 'throwing',
  category: 'identity',
  options: z.strictObject({}),
  messages: { half: { text: 'half', reason: 'FieldValueInvalid', recommended: 'off', strict: 'off' } },
  prepare: nothing,
  check({ report }) {
    report('half', { at: [], seen: '' });
    throw new Error('a bug');
  },
});

export const REGISTRY: readonly AnyRule[] = [badAddress, impostor, throwing, tooMany];

export function load(spec: string, extra: Partial<Parameters<typeof loadPolicies>[1]> = {}): PolicySet {
  const text = `apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: test}\nspec:\n${spec}`;
  return loadPolicies([{ file: 'policy.yaml', text }], {
    rules: REGISTRY,
    sha256: (digested) => `sha256:${digested.length}`,
    ...extra,
  });
}

export interface SliceParts {
  readonly addressType?: string;
  readonly addresses?: readonly string[];
  readonly endpoints?: readonly object[];
  readonly ports?: readonly object[];
  readonly labels?: Record<string, string>;
  readonly metadata?: object;
  readonly namespace?: string;
}

export function slice({
  addressType = 'IPv4',
  addresses = [],
  endpoints,
  ports = [{ port: 80 }],
  labels = {},
  metadata = {},
  namespace = 'shop',
}: SliceParts): Slice {
  const decoded = decodeSlice({
    metadata: { name: 'web', namespace, labels, ...metadata },
    addressType,
    endpoints: endpoints ?? addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    ports,
  });
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
  return decoded.value;
}

export function oldObject(old: Slice): OldObject {
  return { labels: () => old.metadata.labels, metadata: () => old.metadata, slice: () => old };
}

const JANE = { name: 'jane', groups: ['system:authenticated'] };

export function create(parts: SliceParts, user: Subject['user'] = JANE): Subject {
  return { operation: 'CREATE', slice: slice(parts), oldObject: undefined, user };
}

export function update(old: SliceParts, now: SliceParts, user: Subject['user'] = JANE): Subject {
  return { operation: 'UPDATE', slice: slice(now), oldObject: oldObject(slice(old)), user };
}

/** A finding, of which only what is given matters. */
export function finding(parts: Partial<Finding>): Finding {
  const { action = 'deny' } = parts;
  return {
    rule: 'a-rule',
    id: 'said',
    path: [],
    field: '',
    reason: 'FieldValueInvalid',
    message: '',
    seen: '',
    expected: '',
    action,
    actionBefore: action,
    capped: null,
    rests: [],
    fix: [],
    mayFix: false,
    policy: 'test',
    ...parts,
  };
}
