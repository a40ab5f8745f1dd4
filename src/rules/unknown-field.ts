// unknown-field: what an API server's strict decoding refuses, and what YAML makes of a text without a word.
import { z } from 'zod';
import { formatPath, type FieldPath } from '../model/field-path.ts';
import type { SourceWarning } from '../model/manifest.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import { cut } from '../model/plain.ts';
import { findMismatches, type Mismatch } from '../model/decode/schema-mismatches.ts';
import { placeOf, schemaOf, type ObjectSchema, type Schema } from '../model/decode/schema.ts';
import { defineRule, nothing, type Report } from '../policy/rule.ts';

/**
 * The work of finding the name that was meant grows with the name's length: a hostile object may have a million of
 * them.
 */
const MAX_HINTS = 100;

export const unknownField = defineRule({
  id: 'unknown-field',
  category: 'kubernetes',
  summary: 'Every field is one that Kubernetes knows, of the right type, and means what it says',
  rationale:
    'kubectl asks the API server to decode strictly (fieldValidation=Strict): an unknown field or a wrong type ' +
    'refuses the object, ' +
    'after the pipeline has been green. Clients that do not ask for it, most controllers and older tools among ' +
    'them, lose unknown fields ' +
    'in silence: a misspelt condition is a condition that is not set. What YAML 1.1 makes of plain text no ' +
    'server can see: a zone ' +
    'named on, a port of 010, of two equal keys the first. kubectl reads these and says nothing ' +
    '(sigs.k8s.io/yaml, the Norway problem).',
  remediation:
    'Write the field as the API spells it, letter case included; quote what is meant as text, and nothing else; ' +
    'write integers in plain decimal digits; keep one of two equal keys.',
  needs: [],
  input: 'manifest',
  options: z.strictObject({}),
  messages: {
    unknown: {
      text: 'unknown field, which the API server rejects; {hint}',
      reason: 'FieldValueForbidden',
      recommended: 'deny',
      strict: 'deny',
    },
    'wrong-type': {
      text: 'must be {expected}, not {seen}{hint}',
      reason: 'FieldValueInvalid',
      recommended: 'deny',
      strict: 'deny',
    },
    unquoted: {
      text: 'YAML reads {seen} as {value}, but a string is needed; write "{seen}"',
      reason: 'FieldValueInvalid',
      recommended: 'deny',
      strict: 'deny',
    },
    'duplicate-key': {
      text: 'duplicate key, and kubectl would silently use the last one; remove one',
      reason: 'FieldValueDuplicate',
      recommended: 'warn',
      strict: 'deny',
    },
    'plain-value': {
      text: 'YAML reads {seen} as {value}; write {value} if that is meant',
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'warn',
    },
    'plain-key': {
      text: 'YAML reads the key {seen} as {value}; quote it if {seen} is meant',
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'warn',
    },
  },
  examples: {
    good: [
      {
        title: 'Quoted where text is meant, plain where not',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    kubernetes.io/service-name: web
    shop.example.com/canary: "yes"
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    conditions: {ready: true}
    zone: "1"
ports:
  - {name: http, port: 8080, protocol: TCP}
`,
      },
    ],
    bad: [
      {
        title: 'Fields in the wrong place, in wrong letters, and of an older version',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addresstype: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    ready: true
    topology: {topology.kubernetes.io/zone: a}
ports:
  - {name: http, port: 8080, targetPort: 80}
`,
        findings: [
          ['addresstype', 'unknown'],
          ['endpoints[0].ready', 'unknown'],
          ['endpoints[0].topology', 'unknown'],
          ['ports[0].targetPort', 'unknown'],
        ],
      },
      {
        title: 'The Norway problem, and its kin',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    shop.example.com/canary: yes
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    hostname: 08
    conditions: {ready: "true"}
    zone: no
ports:
  - {name: http, port: "8080"}
  - {name: https, port: 84.43}
`,
        findings: [
          ['metadata.labels[shop.example.com/canary]', 'unquoted'],
          ['endpoints[0].hostname', 'unquoted'],
          ['endpoints[0].conditions.ready', 'wrong-type'],
          ['endpoints[0].zone', 'unquoted'],
          ['ports[0].port', 'wrong-type'],
          ['ports[1].port', 'wrong-type'],
        ],
      },
      {
        title: 'What kubectl takes without a word',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    on: "1"
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    conditions: {ready: y}
ports:
  - name: http
    port: 0120
    port: 8080
  - name: admin
    port: 010
`,
        findings: [
          ['metadata.labels[true]', 'plain-key'],
          ['endpoints[0].conditions.ready', 'plain-value'],
          ['ports[0].port', 'duplicate-key'],
          ['ports[1].port', 'plain-value'],
        ],
      },
    ],
  },
  prepare: nothing,
  check({ manifest, report }) {
    if (manifest === undefined) return;
    const schema = schemaOf(manifest.value);
    const notes = manifest.sourceWarnings().map((note) => ({ note, ...placeOf(schema, note.path) }));
    const texts = new Map(
      notes.flatMap(({ note, at }) =>
        note.kind === 'plain-scalar' && !isKeyNote(note) ? [[formatPath(at), note.text]] : [],
      ),
    );
    let hints = 0;
    findMismatches(schema, manifest.value, (mismatch) => {
      if (mismatch.kind === 'unknown') {
        report('unknown', unknown(mismatch, hints++ < MAX_HINTS));
        return;
      }
      const field = texts.size === 0 ? '' : formatPath(mismatch.at);
      const text = mismatch.expected === 'text' ? texts.get(field) : undefined;
      // Reported here, and not again below.
      texts.delete(field);
      if (text === undefined) report('wrong-type', wrongType(mismatch));
      else
        report('unquoted', {
          at: mismatch.at,
          seen: text,
          expected: 'a string',
          data: { value: describe(mismatch.value) },
        });
    });
    for (const { note, at, schema: type, isKey } of notes) {
      if (note.kind === 'duplicate-key') {
        report('duplicate-key', { at, seen: lastOf(note.path) });
        continue;
      }
      const plain: Report = { at, seen: note.text, expected: String(note.value), data: { value: String(note.value) } };
      if (isKeyNote(note)) {
        if (isKey) report('plain-key', plain);
      } else if (
        type !== undefined &&
        type.kind !== 'anything' &&
        texts.has(formatPath(at)) &&
        !MEANS_ITSELF.test(note.text)
      ) {
        report('plain-value', plain);
      }
    }
  },
});

/** Numbers as JSON has them, such as 80.0 and 8e1, and True: other text, same meaning. */
const MEANS_ITSELF = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|[Tt]rue|TRUE|[Ff]alse|FALSE)$/;

/** A key has become text, a value has not. */
function isKeyNote(note: SourceWarning): boolean {
  return note.kind === 'plain-scalar' && typeof note.value === 'string';
}

function lastOf(path: FieldPath): string {
  const segment = path.at(-1) ?? '';
  return typeof segment === 'object' ? segment.key : String(segment);
}

function unknown({ at, name, within }: Extract<Mismatch, { kind: 'unknown' }>, isHinted: boolean): Report {
  return { at, seen: name, data: { hint: isHinted ? hint(name, within) : 'correct or remove it' } };
}

function hint(name: string, within: ObjectSchema): string {
  // A no-break space in the indentation is a part of the key to YAML.
  const visible = name.replaceAll(/[\p{Cf}\p{Z}]/gu, '');
  if (visible !== name && within.fields.has(visible)) return `write ${visible} without the invisible characters`;
  const near = didYouMean(name, [...within.fields.keys()], '');
  if (near !== '') return near;
  const home = [...within.fields].find(([, field]) => membersOf(field)?.has(name));
  if (home !== undefined) return `move it to ${home[0]}${home[1].kind === 'list' ? '[]' : ''}`;
  return name === 'topology' ? 'v1 has nodeName and zone instead' : 'remove it';
}

function membersOf(field: Schema): ReadonlyMap<string, Schema> | undefined {
  if (field.kind === 'list') return membersOf(field.of);
  return field.kind === 'object' ? field.fields : undefined;
}

const EXPECTED: Readonly<Record<Exclude<Schema['kind'], 'anything'>, string>> = {
  text: 'a string',
  boolean: 'true or false',
  int32: 'a 32-bit integer',
  int64: 'a 64-bit integer',
  time: 'a time like 2026-01-31T12:00:00Z',
  list: 'a list',
  map: 'a map of strings',
  object: 'an object',
};

function wrongType({ at, expected, value }: Extract<Mismatch, { kind: 'type' }>): Report {
  return { at, seen: describe(value), expected: EXPECTED[expected], data: { hint: remedy(expected, value) } };
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value, 60));
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}

/** `2001:db8::` in block layout is a mapping of `2001:db8:` to nothing. */
function isTextWithColon(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const values = Object.values(value);
  return values.length === 1 && values[0] === null;
}

function remedy(expected: Schema['kind'], value: unknown): string {
  if (expected === 'list') return '; make it a list';
  if (expected === 'text' && isTextWithColon(value)) return '; text that ends in a colon is a key to YAML: quote it';
  if (expected === 'text' && typeof value !== 'object') return `; write "${describe(value)}"`;
  if (expected === 'boolean' && (value === 'true' || value === 'false')) return '; remove the quotes';
  const isNumber = expected === 'int32' || expected === 'int64';
  return isNumber && typeof value === 'string' && /^\d{1,10}$/.test(value) ? '; remove the quotes' : '';
}
