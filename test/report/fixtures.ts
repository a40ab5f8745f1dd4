// Decisions to report, made by hand: what the writers print must not hang on the wording of real rules.
import { decodeSlice } from '../../src/model/decode.ts';
import type { Decision, Finding } from '../../src/policy/subject.ts';
import { formatPath, type FieldPath } from '../../src/model/field-path.ts';
import type { Judged } from '../../src/report/writer.ts';
import { Lines } from '../../src/yaml/read.ts';

export const TEXT = 'kind: EndpointSlice\nendpoints:\n- addresses: ["127.0.0.1"]\n';

export function finding(path: FieldPath, parts: Partial<Finding> = {}): Finding {
  return {
    rule: 'bad-address',
    id: 'loopback',
    path,
    field: formatPath(path),
    reason: 'FieldValueInvalid',
    message: '127.0.0.1 leads nowhere',
    seen: '127.0.0.1',
    expected: 'an address',
    action: 'deny',
    actionBefore: 'deny',
    capped: null,
    policy: 'test',
    ...parts,
  };
}

export function judged(findings: readonly Finding[], parts: Partial<Decision> = {}, text = TEXT): Judged {
  const decoded = decodeSlice({ metadata: { namespace: 'shop', name: 'web-1' } });
  if (!decoded.ok) throw new Error('cannot be decoded');
  const count = (action: Finding['action']): number => findings.filter((one) => one.action === action).length;
  return {
    decision: {
      subject: { operation: 'CREATE', slice: decoded.value, past: undefined, user: undefined },
      writer: { class: 'unknown', user: null, groups: [] },
      allowed: count('deny') === 0,
      retry: false,
      findings,
      counts: { deny: count('deny'), warn: count('warn'), audit: count('audit') },
      countsByRule: new Map(),
      undecided: [],
      unmatched: false,
      ...parts,
    },
    source: { file: 'web.yaml', document: 0, start: { line: 1, column: 1 }, locate: () => ({ line: 3, column: 15 }) },
    lines: new Lines(text),
  };
}
