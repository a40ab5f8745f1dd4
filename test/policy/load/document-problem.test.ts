// What is wrong with a document, and where, in words that say what to do.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { instanceSchema, policySchema, selectorSchema } from '../../../src/policy/load/document.ts';
import { describeIssues } from '../../../src/policy/load/document-problem.ts';
import { HEAD, mistakes } from './support.ts';

describe('a mistake in a document', () => {
  it.each([
    ['preset: recomended', 'p.yaml:5:11: spec.preset: must be one of recommended, strict; did you mean "recommended"?'],
    ['prset: strict', 'p.yaml:5:3: spec.prset: unknown field "prset"; did you mean "preset"?'],
    [
      'rules: {bad-address: {acton: deny}}',
      'p.yaml:5:25: spec.rules.bad-address.acton: unknown field "acton"; did you mean "action"?',
    ],
    [
      'rules: {bad-address: [{action: denny}]}',
      'p.yaml:5:34: spec.rules.bad-address.0.action: must be one of deny, warn, audit, off; did you mean "deny"?',
    ],
    [
      'rules: {too-many: {action: warn, options: {maximum: 3}}}',
      'p.yaml:5:46: spec.rules.too-many.options.maximum: unknown field "maximum"; valid fields: max',
    ],
    [
      'rules: {too-many: {action: warn, options: {max: many}}}',
      'p.yaml:5:51: spec.rules.too-many.options.max: must be a number',
    ],
    ['expressions: []', 'p.yaml:5:3: spec.expressions: "expressions" is not supported in this version; remove it'],
    [
      'writers: {agents: [knative]}',
      'p.yaml:5:13: spec.writers.agents: "agents" is not supported in this version; remove it',
    ],
  ])('%s', (line, expected) => {
    expect(mistakes(`${HEAD}  ${line}\n`)).toMatchObject([expected]);
  });
});

const SCHEMA = z.strictObject({
  text: z.string(),
  list: z.array(z.strictObject({ member: z.string().optional() })).optional(),
  map: z.record(z.string(), z.strictObject({ inMap: z.string().optional() })).optional(),
  whole: z.int().optional(),
  few: z.array(z.unknown()).min(1).max(2).optional(),
  short: z.string().min(1).max(2).optional(),
  port: z.int().min(1).max(65_535).optional(),
  mode: z.enum(['on', 'off']).optional(),
  kind: z.literal('Thing').optional(),
  nested: z
    .union([z.union([z.string(), z.strictObject({})]), z.record(z.string(), z.number()), z.array(z.string())])
    .optional(),
  either: z.union([z.string(), z.strictObject({ deep: z.strictObject({ number: z.number() }) })]).optional(),
});

/** `path: message` of each problem; `*` after a path whose name is the problem. */
function problemsOf(value: unknown, schema: z.ZodType = SCHEMA, base: readonly string[] = []): readonly string[] {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return [];
  return describeIssues(parsed.error, base, schema).map(
    ({ path, onKey, message }) => `${path.join('.')}${onKey === true ? '*' : ''}: ${message}`,
  );
}

describe('problems of a schema', () => {
  it.each<[object, readonly string[]]>([
    [{}, ['text: is missing; a string is required']],
    [{ text: 3 }, ['text: must be a string']],
    [{ text: '', list: {} }, ['list: must be a list']],
    [{ text: '', list: ['x'] }, ['list.0: must be a map']],
    [{ text: '', map: [] }, ['map: must be a map']],
    [{ text: '', whole: 1.5 }, ['whole: must be a whole number']],
    [{ text: '', whole: 'x' }, ['whole: must be a number']],
    [{ text: '', mode: 'offf' }, ['mode: must be one of on, off; did you mean "off"?']],
    [{ text: '', mode: 'unlike' }, ['mode: must be one of on, off']],
    [{ text: '', mode: false }, ['mode: must be one of on, off; YAML reads off as false: write "off" with quotes']],
    [{ text: '', mode: true }, ['mode: must be one of on, off']],
    [{ text: '', kind: 'Thin' }, ['kind: must be "Thing"; did you mean "Thing"?']],
    [{ text: '', either: { deep: { number: 'x' } } }, ['either.deep.number: must be a number']],
    [
      { text: '', either: { deep: { number: 1, nmber: 1 } } },
      ['either.deep.nmber*: unknown field "nmber"; did you mean "number"?'],
    ],
    [{ text: '', either: 3 }, ['either: must be a string or a map']],
    [{ txt: '' }, ['text: is missing; a string is required', 'txt*: unknown field "txt"; did you mean "text"?']],
    [{ text: '', list: [{ membr: 1 }] }, ['list.0.membr*: unknown field "membr"; did you mean "member"?']],
    [{ text: '', map: { any: { inMp: 1 } } }, ['map.any.inMp*: unknown field "inMp"; did you mean "inMap"?']],
    [{ text: '', list: [{ other: 1 }] }, ['list.0.other*: unknown field "other"; valid fields: member']],
    [{ text: '', nested: 3 }, ['nested: must be a string or a map or a list']],
    [{ text: '', few: [] }, ['few: is empty; write at least one item']],
    [{ text: '', few: [1, 2, 3] }, ['few: has too many items; use at most 2']],
    [{ text: '', short: '' }, ['short: is empty; write a value']],
    [{ text: '', short: 'abc' }, ['short: is too long; use at most 2 characters']],
    [{ text: '', port: 0 }, ['port: is too small; use at least 1']],
    [{ text: '', port: 65_536 }, ['port: is too large; use at most 65535']],
    [{ text: '', exceptions: 1 }, ['exceptions*: "exceptions" is not supported in this version; remove it']],
  ])('%j', (value, problems) => {
    expect(problemsOf(value)).toEqual(problems);
  });

  it('are all reported, with paths from the root of the document', () => {
    const value = { mode: 'x', list: [{ a: 1, b: 2 }, 3], whole: 'x' };
    expect(problemsOf(value, SCHEMA, ['spec', 'x']).map((line) => line.slice(0, line.indexOf(':')))).toEqual([
      'spec.x.text',
      'spec.x.list.0.a*',
      'spec.x.list.0.b*',
      'spec.x.list.1',
      'spec.x.whole',
      'spec.x.mode',
    ]);
  });

  it('offer nothing where no field is known', () => {
    expect(problemsOf({ a: 1 }, z.strictObject({}))).toEqual(['a*: unknown field "a"']);
  });

  it('name the field that was meant, of every field that a policy may have', () => {
    const fields = (schema: z.ZodObject): readonly string[] => Object.keys(schema.shape);
    for (const name of fields(policySchema.shape.spec))
      expect(problemsOf({ spec: { [`${name}x`]: 1 } }, policySchema)).toContainEqual(
        `spec.${name}x*: unknown field "${name}x"; did you mean "${name}"?`,
      );
    for (const name of fields(selectorSchema))
      expect(problemsOf({ match: { [`${name}x`]: 1 } }, instanceSchema)).toEqual([
        `match.${name}x*: unknown field "${name}x"; did you mean "${name}"?`,
      ]);
  });

  it('have the form of all messages, whatever is written in place of a member', () => {
    const wrong = [null, 0, -1, 1.5, '', 'x', true, [], [''], [{}], {}, { x: 1 }, { x: [] }, 'x'.repeat(300)];
    const members = ['apiVersion', 'kind', 'metadata', 'spec'];
    const specs = Object.keys(policySchema.shape.spec.shape);
    const documents = [
      ...members.flatMap((name) => wrong.map((value) => ({ [name]: value }))),
      ...specs.flatMap((name) => wrong.map((value) => ({ spec: { [name]: value } }))),
      ...wrong.map((value) => ({ metadata: { name: value } })),
      ...wrong.map((value) => ({
        spec: { writers: { trusted: [value, { user: value, managedBy: value, rules: value }] } },
      })),
      ...Object.keys(selectorSchema.shape).flatMap((name) =>
        wrong.map((value) => ({ spec: { match: { [name]: value } } })),
      ),
    ];
    const lines = documents.flatMap((document) => problemsOf(document, policySchema));
    expect(lines.length).toBeGreaterThan(200);
    expect(lines.filter((line) => !/^[\w.*]*: (?:["a-z]).*[^.]$/.test(line))).toEqual([]);
    expect(lines.filter((line) => /: (?:invalid|too (?:small|big)|expected)/i.test(line))).toEqual([]);
  });
});
