// Editing in place: the exact text of examples; then, for any document, that the edited text reads as the patched
// value.
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { applyPatch, type PatchOperation } from '../../../src/model/json-patch.ts';
import { editDocument, editDocuments } from '../../../src/yaml/edit/edit.ts';
import { isProblem, readDocuments } from '../../../src/yaml/read.ts';

const READY: PatchOperation[] = [
  { op: 'add', path: '/endpoints/0/conditions', value: {} },
  { op: 'add', path: '/endpoints/0/conditions/ready', value: true },
];
const ADDRESS: PatchOperation[] = [{ op: 'replace', path: '/endpoints/0/addresses/0', value: 'fd00::5' }];
const LABEL: PatchOperation[] = [{ op: 'add', path: '/metadata/labels/example.com~1team', value: 'shop' }];
const TWO_LABELS: PatchOperation[] = [...LABEL, { op: 'add', path: '/metadata/labels/tier', value: 'db' }];
const SECOND: PatchOperation[] = [{ op: 'remove', path: '/endpoints/1' }];
const LAST_TWO: PatchOperation[] = [
  { op: 'remove', path: '/endpoints/2' },
  { op: 'remove', path: '/endpoints/1' },
];

const EDITS: readonly (readonly [
  title: string,
  before: string,
  operations: readonly PatchOperation[],
  after: string,
])[] = [
  [
    'two labels in an empty mapping',
    'metadata: {labels: { }}',
    TWO_LABELS,
    'metadata: {labels: {example.com/team: shop, tier: db }}',
  ],
  [
    'two labels on lines of their own',
    '{"metadata": {"labels": {\n "a": "b"\n}}}',
    TWO_LABELS,
    '{"metadata": {"labels": {\n "a": "b",\n "example.com/team": "shop",\n "tier": "db"\n}}}',
  ],
  [
    'two labels after a comment',
    'metadata: {labels: {\n  a: b # team\n  }}',
    TWO_LABELS,
    'metadata: {labels: {\n  a: b, # team\n  example.com/team: shop,\n  tier: db\n  }}',
  ],
  [
    'two labels in a block',
    'metadata:\n  labels:\n    a: b\n',
    TWO_LABELS,
    'metadata:\n  labels:\n    a: b\n    example.com/team: shop\n    tier: db\n',
  ],
  [
    'a new mapping in a block',
    'endpoints:\n  - addresses: [a] # one\n# end\n',
    READY,
    'endpoints:\n  - addresses: [a] # one\n    conditions:\n      ready: true\n# end\n',
  ],
  [
    'CRLF',
    'endpoints:\r\n- addresses:\r\n  - a\r\n',
    READY,
    'endpoints:\r\n- addresses:\r\n  - a\r\n  conditions:\r\n    ready: true\r\n',
  ],
  [
    'no line break at the end',
    'endpoints:\n- addresses: [a]',
    READY,
    'endpoints:\n- addresses: [a]\n  conditions:\n    ready: true',
  ],
  [
    'the indentation step of its siblings',
    'endpoints:\n  - targetRef:\n        kind: Pod\n    zone: a\n',
    READY,
    'endpoints:\n  - targetRef:\n        kind: Pod\n    zone: a\n    conditions:\n        ready: true\n',
  ],
  [
    'after a block scalar',
    'endpoints:\n  - zone: |\n      a\n\nz: 1\n',
    READY,
    'endpoints:\n  - zone: |\n      a\n    conditions:\n      ready: true\n\nz: 1\n',
  ],
  [
    'a key without a value',
    'endpoints:\n  - conditions:   # none\n    zone: a\n',
    READY,
    'endpoints:\n  - conditions: {ready: true}   # none\n    zone: a\n',
  ],
  ['null', 'endpoints: [{conditions: null}]', READY, 'endpoints: [{conditions: {ready: true}}]'],
  [
    'a flow mapping',
    'endpoints:\n  - {addresses: [a], zone: b}\n',
    READY,
    'endpoints:\n  - {addresses: [a], zone: b, conditions: {ready: true}}\n',
  ],
  [
    'a flow mapping with a trailing comma',
    'endpoints: [{zone: b,}]',
    READY,
    'endpoints: [{zone: b, conditions: {ready: true},}]',
  ],
  ['an empty flow mapping', 'endpoints: [{}]', READY, 'endpoints: [{conditions: {ready: true}}]'],
  [
    'a flow mapping of several lines',
    'endpoints: [{\n  zone: b # zone\n  }]',
    READY,
    'endpoints: [{\n  zone: b, # zone\n  conditions: {ready: true}\n  }]',
  ],
  [
    'the same with a comma',
    'endpoints: [{\n  zone: b, # zone\n  }]',
    READY,
    'endpoints: [{\n  zone: b, # zone\n  conditions: {ready: true},\n  }]',
  ],
  ['compact JSON', '{"endpoints":[{"zone":"b"}]}', READY, '{"endpoints":[{"zone":"b","conditions":{"ready":true}}]}'],
  ['compact JSON with an empty object', '{"endpoints":[{}]}', READY, '{"endpoints":[{"conditions":{"ready":true}}]}'],
  [
    'JSON with unusual spaces',
    '{ "endpoints" : [ { "zone" :"b" } ] }',
    READY,
    '{ "endpoints" : [ { "zone" :"b", "conditions":{"ready":true} } ] }',
  ],
  [
    'JSON of several lines with tabs',
    '{\n\t"endpoints": [\n\t\t{\n\t\t\t"zone": "b"\n\t\t}\n\t]\n}\n',
    READY,
    '{\n\t"endpoints": [\n\t\t{\n\t\t\t"zone": "b",\n\t\t\t"conditions": {"ready": true}\n\t\t}\n\t]\n}\n',
  ],
  ['a plain address', 'endpoints: [{addresses: [FD00::5]}] # x', ADDRESS, 'endpoints: [{addresses: [fd00::5]}] # x'],
  [
    'a single-quoted one',
    "endpoints:\n- addresses: ['FD00::5'] # x\n",
    ADDRESS,
    "endpoints:\n- addresses: ['fd00::5'] # x\n",
  ],
  [
    'a double-quoted one',
    'endpoints:\n- addresses:\n  -   "FD00:\\u003a5" # x\n',
    ADDRESS,
    'endpoints:\n- addresses:\n  -   "fd00::5" # x\n',
  ],
  [
    'a plain one without colons',
    'endpoints:\n- addresses: [10.1]\n',
    ADDRESS,
    'endpoints:\n- addresses: ["fd00::5"]\n',
  ],
  ['with a tag', 'endpoints:\n- addresses: [!!str FD00::5]\n', ADDRESS, 'endpoints:\n- addresses: [!!str fd00::5]\n'],
  [
    'the last of equal keys',
    'endpoints:\n- addresses: [a]\n  addresses: [b]\n',
    ADDRESS,
    'endpoints:\n- addresses: [a]\n  addresses: ["fd00::5"]\n',
  ],
  [
    'an anchor without an alias',
    'endpoints: &e\n- addresses: [&a a]\n',
    ADDRESS,
    'endpoints: &e\n- addresses: [&a "fd00::5"]\n',
  ],
  [
    'a label',
    'metadata:\n  labels:\n    a: b # team\n  name: x\n',
    LABEL,
    'metadata:\n  labels:\n    a: b # team\n    example.com/team: shop\n  name: x\n',
  ],
  [
    'an empty label',
    'metadata: {labels: {example.com/team: ""}}',
    [{ op: 'replace', path: '/metadata/labels/example.com~1team', value: 'shop' }],
    'metadata: {labels: {example.com/team: "shop"}}',
  ],
  [
    'a mapping with a merge key',
    'x: &x {a: b}\nmetadata:\n  labels:\n    <<: *x\n',
    LABEL,
    'x: &x {a: b}\nmetadata:\n  labels:\n    <<: *x\n    example.com/team: shop\n',
  ],
  [
    'a value that needs quotes',
    'metadata: {labels: {a: b}}',
    [{ op: 'replace', path: '/metadata/labels/a', value: 'yes' }],
    'metadata: {labels: {a: "yes"}}',
  ],
  [
    'an item of a block',
    'endpoints:\n  # one\n  - a: 1\n  # two\n  - a: 2 # gone\n    b: 2\n  # three\n  - a: 3\n',
    SECOND,
    'endpoints:\n  # one\n  - a: 1\n  # two\n  # three\n  - a: 3\n',
  ],
  [
    'the last item of a block',
    'endpoints:\n- a: 1\n- a: |\n    2\nports: []\n',
    SECOND,
    'endpoints:\n- a: 1\nports: []\n',
  ],
  ['items between brackets', 'endpoints: [{a: 1}, {a: 2}, {a: 3}]', LAST_TWO, 'endpoints: [{a: 1}]'],
  [
    'items on lines of their own',
    'endpoints: [\n  {a: 1}, # one\n  {a: 2}, # two\n  {a: 3} # three\n  ]',
    LAST_TWO,
    'endpoints: [\n  {a: 1} # one\n  ]',
  ],
  [
    'the same with a trailing comma',
    'endpoints: [\n  {a: 1},\n  {a: 2},\n  {a: 3},\n  ]',
    LAST_TWO,
    'endpoints: [\n  {a: 1},\n  ]',
  ],
  [
    'an item of JSON',
    '{"endpoints": [\n  {"a": 1},\n  {\n    "a": 2\n  }\n]}',
    SECOND,
    '{"endpoints": [\n  {"a": 1}\n]}',
  ],
];

describe('editDocument', () => {
  it.for(EDITS.map(([title, ...rest]) => ({ title, rest })))('$title', ({ rest: [before, operations, after] }) => {
    const edited = editDocument(before, operations);
    expect([...edited.refused.values()]).toEqual([]);
    expect(edited.text).toBe(after);
    expect(valuesOf(after)).toEqual([applyPatch(valuesOf(before)[0], operations)]);
  });

  const refused: readonly (readonly [
    title: string,
    text: string,
    operations: readonly PatchOperation[],
    why: RegExp,
  ])[] = [
    ['through an alias', 'a: &a [{}]\nendpoints: *a\n', READY, /shared/],
    ['in the target of an alias', 'endpoints:\n- &a {zone: b}\n- *a\n', READY, /shared/],
    ['a scalar with an alias', 'endpoints: [{addresses: [&a x]}]\nb: *a\n', ADDRESS, /shared/],
    ['a value from a merge key', 'x: &x {addresses: [a]}\nendpoints:\n- <<: *x\n', ADDRESS, /shared/],
    ['a block scalar', 'endpoints:\n- addresses:\n  - |-\n    FD00::5\n', ADDRESS, /layout/],
    [
      'a first item between brackets',
      'endpoints: [{a: 1}, {a: 2}]',
      [{ op: 'remove', path: '/endpoints/0' }],
      /layout/,
    ],
    ['the only item', 'endpoints:\n- a: 1\n', [{ op: 'remove', path: '/endpoints/0' }], /layout/],
    [
      "an item on the line of another list's dash",
      'endpoints:\n- - a\n  - b\n',
      [{ op: 'remove', path: '/endpoints/0/0' }],
      /layout/,
    ],
    ['a key in brackets without braces', 'endpoints: [zone: a]', READY, /layout/],
    ['a value that is not a mapping', 'metadata: {labels: text}', LABEL, /layout/],
  ];
  it.for(refused.map(([title, ...rest]) => ({ title, rest })))(
    'refuses to edit: $title',
    ({ rest: [text, operations, why] }) => {
      const edited = editDocument(text, operations);
      expect(edited.text).toBe(text);
      expect([...edited.refused.keys()]).toEqual(operations);
      for (const reason of edited.refused.values()) expect(reason).toMatch(why);
    },
  );

  it('applies the operations that it can beside those that it cannot', () => {
    const edited = editDocument('endpoints: &e [{addresses: [FD00::5]}]\nmetadata: {labels: {a: b}}\nx: *e\n', [
      ...ADDRESS,
      ...LABEL,
    ]);
    expect(edited.text).toBe(
      'endpoints: &e [{addresses: [FD00::5]}]\nmetadata: {labels: {a: b, example.com/team: shop}}\nx: *e\n',
    );
    expect([...edited.refused.keys()]).toEqual(ADDRESS);
  });
});

describe('editDocuments', () => {
  it('counts documents as reading does, and does not change the others', () => {
    const text = '# nothing\n---\na: 1\n---\n\n--- # comment\nendpoints:\n- zone: a\n---\n{"endpoints": [{}]}\n';
    const edited = editDocuments(text, new Map([[1, READY]]));
    expect(edited.text).toBe(text.replace('- zone: a\n', '- zone: a\n  conditions:\n    ready: true\n'));
    const last = editDocuments(text, new Map([[2, READY]]));
    expect(last.text).toBe(text.replace('[{}]', '[{"conditions": {"ready": true}}]'));
  });

  it('edits consecutive JSON objects', () => {
    const text = '{"endpoints":[{}]}\n{"endpoints":[{}]}';
    expect(editDocuments(text, new Map([[1, READY]])).text).toBe(
      '{"endpoints":[{}]}\n{"endpoints":[{"conditions":{"ready":true}}]}',
    );
  });
});

describe('any document', () => {
  const scalar = fc.oneof(
    fc.constantFrom('a', '', 'yes', '010', 'x: y', '# no', "it's", 'a\nb', ' '),
    fc.boolean(),
    fc.integer(),
    fc.constant(null),
  );
  const endpoint = fc.dictionary(
    fc.constantFrom('zone', 'hostname', 'nodeName', 'deprecatedTopology'),
    fc.oneof(scalar, fc.dictionary(fc.constantFrom('k', 'l'), scalar)),
  );
  const value = fc.record(
    {
      metadata: fc.record({ name: scalar, labels: fc.dictionary(fc.constantFrom('a', 'b'), scalar) }),
      endpoints: fc.array(endpoint, { minLength: 1, maxLength: 4 }),
      ports: fc.array(endpoint),
    },
    { requiredKeys: ['metadata', 'endpoints'] },
  );
  const layouts = fc.constantFrom<(value: object) => string>(
    (of) => JSON.stringify(of),
    (of) => JSON.stringify(of, undefined, '\t'),
    (of) => JSON.stringify(of, undefined, 2),
    (of) => dump(of),
    (of) => dump(of, { flowLevel: 2 }),
    (of) => dump(of, { flowLevel: 3, flowSkipCommaSpace: true }),
    (of) => dump(of, { seqNoIndent: true, indent: 4 }),
  );

  function additions(index: number): readonly PatchOperation[] {
    const at = `/endpoints/${index}/conditions`;
    return [
      { op: 'add', path: at, value: {} },
      { op: 'add', path: `${at}/ready`, value: true },
    ];
  }

  it('reads as the patched value, with the same line breaks', () => {
    fc.assert(
      fc.property(value, layouts, fc.boolean(), (of, layout, crlf) => {
        const text = crlf ? layout(of).replaceAll('\n', '\r\n') : layout(of);
        const gone = of.endpoints.length > 1 ? of.endpoints.length - 1 : undefined;
        const operations: PatchOperation[] = [
          ...of.endpoints.flatMap((_, index) => (index === gone ? [] : additions(index))),
          { op: 'add', path: '/metadata/labels/example.com~1team', value: '123' },
          ...(gone === undefined ? [] : [{ op: 'remove' as const, path: `/endpoints/${gone}` }]),
        ];
        const edited = editDocument(text, operations);
        expect([...edited.refused.values()]).toEqual([]);
        expect(valuesOf(edited.text)).toEqual([applyPatch(valuesOf(text)[0], operations)]);
        expect(/(?:^|[^\r])\n/.test(edited.text)).toBe(/(?:^|[^\r])\n/.test(text));
      }),
      { numRuns: 500 },
    );
  });

  it('loses no character when something is added', () => {
    fc.assert(
      fc.property(value, layouts, (of, layout) => {
        const text = layout(of);
        const edited = editDocument(
          text,
          of.endpoints.flatMap((_, index) => additions(index)),
        );
        let at = 0;
        for (const character of edited.text) if (character === text[at]) at++;
        expect(text.slice(at)).toBe('');
      }),
    );
  });
});

describe('comments', () => {
  const word = fc.constantFrom('a', 'b', '10.0.0.1', 'fd00::1');
  const endpoint = fc.record(
    { addresses: fc.array(word, { minLength: 1, maxLength: 2 }), zone: word, targetRef: fc.record({ kind: word }) },
    { requiredKeys: [] },
  );
  const value = fc.record({
    metadata: fc.record({ labels: fc.dictionary(word, word, { maxKeys: 2 }), name: word }),
    endpoints: fc.array(endpoint, { minLength: 2, maxLength: 4 }),
  });
  const layouts = fc.constantFrom<(of: object) => string>(
    (of) => dump(of),
    // Flow collections of several lines may hold comments if they do not begin in the first column.
    (of) => JSON.stringify(of, undefined, 2).replaceAll(/^}/gm, ' }'),
    (of) => `top:\n${JSON.stringify(of, undefined, 4).replaceAll(/^/gm, '  ')}\n`,
  );

  it('stay, except those on the lines of a removed item', () => {
    fc.assert(
      fc.property(value, layouts, fc.infiniteStream(fc.nat(3)), (of, layout, dice) => {
        const bare = layout(of);
        const root = bare.startsWith('top:') ? '/top' : '';
        let number = 0;
        const lines = bare.trimEnd().split('\n');
        const text = lines
          .map((line) => ([0, 1].includes(dice.next().value) ? `${line} # c${number++};` : line))
          .join('\n');
        const gone = of.endpoints.length - 1;
        const operations: PatchOperation[] = [
          { op: 'add', path: `${root}/endpoints/0/conditions`, value: { ready: true } },
          { op: 'add', path: `${root}/metadata/labels/team`, value: 'shop' },
          { op: 'add', path: `${root}/metadata/labels/tier`, value: 'db' },
        ];
        const added = editDocument(text, operations);
        expect([...added.refused]).toEqual([]);
        expect(valuesOf(added.text)).toEqual([applyPatch(valuesOf(text)[0], operations)]);
        expect(added.text.match(/c\d+;/g)).toEqual(text.match(/c\d+;/g));

        const removal: PatchOperation[] = [{ op: 'remove', path: `${root}/endpoints/${gone}` }];
        const removed = editDocument(text, removal);
        expect([...removed.refused]).toEqual([]);
        expect(valuesOf(removed.text)).toEqual([applyPatch(valuesOf(text)[0], removal)]);
        const without = layout(applyPatch(of, [{ op: 'remove', path: `/endpoints/${gone}` }]) ?? of);
        expect(removed.text.replaceAll(/ # c\d+;/g, '')).toBe(
          without.trimEnd() + (removed.text.endsWith('\n') ? '\n' : ''),
        );
      }),
      { numRuns: 500 },
    );
  });
});

function valuesOf(text: string): readonly unknown[] {
  return [...readDocuments(text)].map((item) => {
    if (isProblem(item)) throw new Error(item.message);
    return item.value;
  });
}
