// Manifests in many notations of YAML and JSON, and what an API server (1.37) stores when kubectl applies them. The
// unit test compares sliceward with it; the end-to-end test compares it with a real API server.

export interface ReadingCase {
  readonly title: string;
  readonly text: string;
  /** The relevant fields of each stored slice; undefined if the text or an object in it is rejected. */
  readonly stored: readonly object[] | undefined;
  /** Message ids of unknown-field where the API server does not warn. */
  readonly warned?: readonly string[];
}

interface Parts {
  readonly metadata?: string;
  /** Lines of the only endpoint, each with its line break. */
  readonly endpoint?: string;
  readonly port?: string;
  readonly end?: string;
}

/** A slice that differs from a valid one in the given parts. */
function manifest({ metadata = '', endpoint = '', port = 'port: 8443', end = '' }: Parts): string {
  const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
  return `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: reading-1
${indented(metadata)}addressType: IPv4
endpoints:
- addresses: [10.9.8.7]
${indented(endpoint)}ports:
- name: https
${indented(`${port}\n`)}${end}`;
}

/** One field of the endpoint: its text, and the endpoint that is stored. */
function endpointOf(line: string, stored: object | undefined, ...warned: readonly string[]): ReadingCase {
  return {
    title: line,
    text: manifest({ endpoint: `${line}\n` }),
    stored: stored && [{ endpoints: [stored] }],
    warned,
  };
}

/** The port number: its text, and the number that is stored. */
function portOf(written: string, stored: number | undefined, ...warned: readonly string[]): ReadingCase {
  const text = manifest({ port: `port: ${written}` });
  return {
    title: `port: ${written}`,
    text,
    stored: stored === undefined ? undefined : [{ ports: [{ port: stored }] }],
    warned,
  };
}

function metadataOf(lines: string, stored: object | undefined, ...warned: readonly string[]): ReadingCase {
  return { title: lines, text: manifest({ metadata: `${lines}\n` }), stored: stored && [{ metadata: stored }], warned };
}

function whole(
  title: string,
  text: string,
  names: readonly string[] | undefined,
  ...warned: readonly string[]
): ReadingCase {
  return { title, text, stored: names?.map((name) => ({ metadata: { name } })), warned };
}

function json(name: string, extra = ''): string {
  const head = '"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice"';
  return `{${head}, "metadata": {"name": "${name}"}, "addressType": "IPv4"${extra}}`;
}

/** A list of slices whose only item begins with these members. */
function sliceList(members: string): string {
  const item = `{${members}metadata: {name: a}, addressType: IPv4, endpoints: []}`;
  return `apiVersion: discovery.k8s.io/v1\nkind: EndpointSliceList\nitems:\n- ${item}\n`;
}

function named(name: string): string {
  return manifest({}).replace('reading-1', name);
}

const SCALARS: readonly ReadingCase[] = [
  endpointOf('zone: off', undefined),
  endpointOf('zone: N', undefined),
  endpointOf('zone: True', undefined),
  endpointOf('zone: "off"', { zone: 'off' }),
  endpointOf("zone: 'it''s'", { zone: "it's" }),
  endpointOf('zone: oFF', { zone: 'oFF' }),
  endpointOf('zone: null', { zone: undefined }),
  endpointOf('zone:', { zone: undefined }),
  endpointOf('zone: 09', undefined),
  endpointOf('zone: 0o7', undefined),
  endpointOf('zone: 2_4', undefined),
  endpointOf('zone: 1.50', undefined),
  endpointOf('zone: 12:30:45', { zone: '12:30:45' }),
  endpointOf('zone: 2026-02-03', { zone: '2026-02-03' }),
  endpointOf('zone: 1e999', { zone: '1e999' }),
  endpointOf('zone: -.inf', undefined),
  endpointOf('zone: !!str off', { zone: 'off' }),
  endpointOf('zone: !region b', { zone: 'b' }),
  endpointOf('zone: !!binary ZXUtMQ==', { zone: 'eu-1' }),
  endpointOf('zone: >-\n  eu\n  1', { zone: 'eu 1' }),
  endpointOf('zone: eu\n  west', { zone: 'eu west' }),
  endpointOf('zone: "e\\u0075-\\x31"', { zone: 'eu-1' }),
  endpointOf('? zone\n: eu', { zone: 'eu' }),
  endpointOf('zone:\teu', { zone: 'eu' }),
  endpointOf('zone: [eu]', undefined),
  endpointOf('nodeName: 12', undefined),
  endpointOf('hostname: 08', undefined),
  endpointOf('conditions: {ready: No}', { conditions: { ready: false } }, 'plain-value'),
  endpointOf('conditions: {ready: n}', { conditions: { ready: false } }, 'plain-value'),
  endpointOf('conditions: {ready: FALSE}', { conditions: { ready: false } }),
  endpointOf('conditions: {ready: "false"}', undefined),
  endpointOf('conditions: {ready: 0}', undefined),
  endpointOf('conditions: {Ready: true}', undefined),
  endpointOf('conditions: []', undefined),
  endpointOf('targetRef: {kind: Pod, uid: 1e3}', undefined),
  endpointOf('targetRef: {kind: Pod, name: web-1, extra: x}', undefined),
  endpointOf('hints: {forZones: [{name: a, weight: 1}]}', undefined),
  endpointOf('deprecatedTopology: {a: b}', {}),
  endpointOf('topology: {a: b}', undefined),
  endpointOf('nodename: n1', undefined),
  portOf('0x1F90', 8080, 'plain-value'),
  portOf('0X1f90', 8080, 'plain-value'),
  portOf('017', 15, 'plain-value'),
  portOf('089', 89, 'plain-value'),
  portOf('8_080', 8080, 'plain-value'),
  portOf('+8080', 8080, 'plain-value'),
  portOf('0b11', 3, 'plain-value'),
  portOf('8.08e3', 8080),
  portOf('8080.00', 8080),
  portOf('80.25', undefined),
  portOf('"8080"', undefined),
  portOf('2147483648', undefined),
  portOf('-2147483649', undefined),
  portOf('1e400', undefined),
  portOf('8:80', undefined),
  portOf('true', undefined),
];

const KEYS: readonly ReadingCase[] = [
  metadataOf('labels: {tier: 1}', undefined),
  metadataOf('labels: {tier: off}', undefined),
  metadataOf('labels: {tier: }', { labels: { tier: '' } }),
  metadataOf('labels: {2: x}', { labels: { 2: 'x' } }),
  metadataOf('labels: {no: x}', { labels: { false: 'x' } }, 'plain-key'),
  metadataOf('labels: {~: x}', undefined),
  metadataOf('labels: [a]', undefined),
  metadataOf('annotations: {note: "caf\\u00e9 🙂"}', { annotations: { note: 'café 🙂' } }),
  metadataOf('label: {a: b}', undefined),
  metadataOf('finalizers: [shop.example.com/a, 7]', undefined),
  metadataOf('generation: 3', {}),
  metadataOf('generation: "3"', undefined),
  metadataOf('selfLink: /x', {}),
  metadataOf('creationTimestamp: ~', {}),
  metadataOf('creationTimestamp: 2026-02-03T04:05:06Z', {}),
  metadataOf('creationTimestamp: "2026-02-03T4:05:06,7+01:00"', {}),
  metadataOf('creationTimestamp: 2026-02-30T04:05:06Z', undefined),
  metadataOf('creationTimestamp: today', undefined),
  metadataOf('managedFields: [{manager: me, operation: Update, fieldsV1: {any: [thing]}}]', {}),
  metadataOf('managedFields: [{manager: me, colour: red}]', undefined),
  metadataOf('ownerReferences: [{apiVersion: v1, kind: Service, name: web, uid: u, since: x}]', undefined),
  metadataOf('ownerReferences: [{apiVersion: v1, kind: Service, name: web, uid: u, controller: "true"}]', undefined),
  {
    title: 'a duplicate key',
    text: manifest({ port: 'port: 1\nport: 8443' }),
    stored: [{ ports: [{ port: 8443 }] }],
    warned: ['duplicate-key'],
  },
  {
    title: 'a duplicate list',
    text: manifest({ end: 'ports:\n- port: 0x10\n' }),
    stored: [{ ports: [{ port: 16 }] }],
    warned: ['duplicate-key', 'plain-value'],
  },
  whole('a key in another case', manifest({}).replace('addressType', 'addresstype'), undefined),
  whole('a status', manifest({ end: 'status: {}\n' }), undefined),
  whole('endpoints that are a mapping', manifest({}).replace('- addresses:', '  addresses:'), undefined),
  whole('addresses that are a string', manifest({}).replace('[10.9.8.7]', '10.9.8.7'), undefined),
  whole('an address that is a number', manifest({}).replace('10.9.8.7', '10.9'), undefined),
  whole('a port that is null', manifest({}).replace('- name: https\n  port: 8443', '- ~'), ['reading-1']),
];

const DOCUMENTS: readonly ReadingCase[] = [
  whole('two documents', `${named('a')}---\n${named('b')}`, ['a', 'b']),
  whole('separators with space and comments', `--- # one\n${named('a')}---   \n# two\n---\n${named('b')}`, ['a', 'b']),
  whole('a byte order mark', `\uFEFF${named('a')}`, ['a']),
  whole('CRLF line breaks', named('a').replaceAll('\n', '\r\n'), ['a']),
  whole('a null document', `~\n---\n${named('a')}`, ['a']),
  whole('a directive', `%YAML 1.1\n---\n${named('a')}`, undefined),
  whole('an anchor', named('a').replace('name: https', 'name: &n https').replace('8443', '8443\n  appProtocol: *n'), [
    'a',
  ]),
  whole('an alias without an anchor', named('a').replace('8443', '*missing'), undefined),
  whole(
    'a merge key',
    named('a').replace('- name: https\n', '- <<: {name: https, port: 1}\n').replace('endpoints:', 'endpoints: # c'),
    ['a'],
  ),
  whole('JSON', json('a'), ['a']),
  whole('consecutive JSON objects', `${json('a')}\n${json('b')}`, ['a', 'b']),
  whole('JSON with a duplicate key', json('a', ', "addressType": "IPv4"'), ['a'], 'duplicate-key'),
  whole('JSON with a key in another case', json('a', ', "Ports": []'), undefined),
  whole('JSON with a comment', `${json('a').slice(0, -1)} # why\n}`, ['a']),
  whole('JSON with a number that overflows', json('a', ', "ports": [{"port": 1e400}]'), undefined),
  whole('a List', `apiVersion: v1\nkind: List\nitems:\n- ${json('a')}\n- ${json('b')}\n`, ['a', 'b']),
  whole('a list of slices without apiVersion and kind', sliceList(''), ['a']),
  whole('another version', named('a').replace('discovery.k8s.io/v1', 'v1'), undefined),
  whole('the kind in lower case', named('a').replace('EndpointSlice', 'endpointslice'), undefined),
];

/** The text after `ports:`, and the port that is stored; null if the text is rejected. */
function portsOf(title: string, ports: string, stored: object | null = { name: 'https', port: 8443 }): ReadingCase {
  const [head = ''] = manifest({}).split('ports:');
  return { title, text: `${head}ports:${ports}\n`, stored: stored === null ? undefined : [{ ports: [stored] }] };
}

/** Flow collections with any indentation, tabs, comments without a space before them. */
const LAYOUTS: readonly ReadingCase[] = [
  portsOf('a bracket in the column of its key', ' [\n  {name: https, port: 8443}\n]'),
  portsOf('braces in the first column', ' [{\nname: https,\nport: 8443\n}]'),
  portsOf('JSON below a key', '\n- {\n"name": "https",\n"port": 8443 }'),
  portsOf('comments between brackets', ' [ # [ {\n# "\n{name: https, port: 8443} # }\n]# ]'),
  portsOf('a comment directly after a quote', '\n- name: "https"# c\n  port: 8443'),
  portsOf('a tab before a value in braces', ' [{name: https, port:\t8443}]'),
  portsOf('a tab before brackets', '\t[{name: https, port: 8443}]'),
  portsOf('a tab before a value', '\n- name: https\n  port:\t8443'),
  portsOf('a tab after a value', '\n- name: https\n  port: 8443\t'),
  portsOf('a tab in an empty line between brackets', ' [\n\t\n{name: https, port: 8443}]'),
  portsOf('a tab in an empty line', '\n- name: https\n\t\n  port: 8443', null),
  portsOf('a tab before a comment', '\n- name: https\n  port: 8443\n\t# c', null),
  portsOf('a tab after a dash', '\n-\tname: https\n  port: 8443', null),
  portsOf('an apostrophe in a plain value', " [{name: https, port: 8443, appProtocol: example.com/it's\n}]", null),
  whole(
    'brackets in a block scalar',
    named('a').replace(
      'addressType',
      '  annotations:\n    note: |# c\n      [\n    # {\n    other: "x"# c\naddressType',
    ),
    ['a'],
  ),
];

/** Texts that may hide an object from one reader and not from the other. */
const HIDDEN: readonly ReadingCase[] = [
  whole('items under another kind', `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\nitems:\n- ${json('a')}\n`, [
    'a',
  ]),
  whole('items of a slice', json('x', `, "items": [${json('a')}]`), ['a']),
  whole('a List without items', 'apiVersion: v1\nkind: List\n', undefined),
  whole('a List with a null', `apiVersion: v1\nkind: List\nitems:\n- ${json('a')}\n- ~\n`, undefined),
  whole('a plain list', `- ${json('a')}\n`, undefined),
  whole('an item with an empty kind', sliceList('kind: "", apiVersion: "", '), ['a']),
  whole('an item with a number for its kind', sliceList('kind: 5, '), ['a']),
  whole('an item with a kind but no apiVersion', sliceList('kind: EndpointSlice, '), undefined),
  whole('a null between JSON objects', `${json('a')}\nnull\n${json('b')}`, ['a', 'b']),
  whole('nulls without space', `${json('a')}null null${json('b')}`, ['a', 'b']),
  whole('text after JSON', `${json('a')} x`, undefined),
  whole('text between JSON objects', `${json('a')}\n"x"\n${json('b')}`, undefined),
  whole('a misspelt kind', named('a').replace('EndpointSlice', 'EndpointSlce'), undefined),
  whole('no kind', named('a').replace('kind: EndpointSlice\n', ''), undefined),
  whole('an escape in a key of JSON', json('a').replace('"kind"', '"\\u006bind"'), ['a']),
  metadataOf('annotations: {note: "a\\/b"}', undefined),
  metadataOf('annotations: {note: "a\\\\/b \\u00e9 \\U0001F600 \\x41"}', {}),
  metadataOf('annotations: {note: "\\ud83d\\ude00"}', undefined),
  metadataOf('annotations: {note: "\\U00110000"}', undefined),
  whole('a bell in a comment', named('a').replace('ports:', '# \u0007\nports:'), undefined),
];

export const READING_CASES: readonly ReadingCase[] = [...SCALARS, ...KEYS, ...DOCUMENTS, ...LAYOUTS, ...HIDDEN];
