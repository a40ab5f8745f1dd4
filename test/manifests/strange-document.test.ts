import { describe, expect, it } from 'vitest';
import { lostObject, strangeDocument } from '../../src/manifests/strange-document.ts';
import { isProblem, readDocuments } from '../../src/yaml/read.ts';

/** What is reported about each document, as `line:column message`. */
function judge(text: string, isNamed: boolean): readonly (string | undefined)[] {
  return [...readDocuments(text)].map((item) => {
    if (isProblem(item)) throw new Error(item.message);
    const strange = strangeDocument(item, isNamed) ?? lostObject(item);
    return strange && `${strange.position.line}:${strange.position.column} ${strange.message}`;
  });
}

const SLICE = 'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\naddressType: IPv4\nendpoints: []\n';
const SERVICE = 'apiVersion: v1\nkind: Service\n';
const NO_OBJECT = 'the document is not an object, so kubectl refuses it; write a manifest';
const NO_KIND = 'the document has no kind, so it is not a manifest; add kind and apiVersion';

describe('strangeDocument', () => {
  it.each([
    ['a slice', SLICE],
    ['another object', SERVICE],
    ['a list', 'items: []\n'],
    ['a duplicate kind of other objects', `kind: Pod\n${SERVICE}`],
    ['a duplicate key of a slice', `${SLICE}addressType: IPv6\n`],
    ['a kind that is written twice', `${SLICE}kind: EndpointSlice\n`],
  ])('reports nothing about %s', (_what, text) => {
    expect(judge(text, true)).toEqual([undefined]);
  });

  it('reports a document that is not an object, unless it is the first of a file in a folder', () => {
    expect(judge('text\n---\n- a\n', true)).toEqual([`1:1 ${NO_OBJECT}`, `3:1 ${NO_OBJECT}`]);
    expect(judge('text\n---\n- a\n', false)).toEqual([undefined, `3:1 ${NO_OBJECT}`]);
  });

  it.each(['a: 1\n', 'kind: ""\n', 'kind: 5\n', 'items: {}\n'])(
    'reports an object without a kind only in a file that is given by name: %j',
    (text) => {
      expect(judge(text, true)).toEqual([`1:1 ${NO_KIND}`]);
      expect(judge(text, false)).toEqual([undefined]);
    },
  );

  it.each([true, false])(
    'reports a slice that the next object overwrites for lack of a separator, named: %s',
    (named) => {
      const text = `# c\n---\n${SLICE}${SERVICE}`;
      expect(judge(text, named)).toEqual([
        '4:7 EndpointSlice and Service are one document, of which only the last is read; separate them with a line ---',
      ]);
      expect(judge(`${SLICE}---\n${SERVICE}`, named)).toEqual([undefined, undefined]);
    },
  );

  it('reports whatever is before or after a slice without a separator', () => {
    const separate = 'are one document, of which only the last is read; separate them with a line ---';
    expect(judge(`${SERVICE}${SLICE}`, false)).toEqual([`2:7 Service and EndpointSlice ${separate}`]);
    expect(judge(`${SLICE}${SLICE}`, false)).toEqual([`2:7 EndpointSlice and EndpointSlice ${separate}`]);
    expect(judge(`${SLICE}${SERVICE}${SERVICE}`, false)).toEqual([
      `2:7 EndpointSlice, Service and Service ${separate}`,
    ]);
  });

  it('reports Endpoints as well, in JSON too', () => {
    expect(judge('{"kind": "Endpoints", "subsets": [],\n"kind": "Pod"}', false)).toEqual([
      '1:10 Endpoints and Pod are one document, of which only the last is read; separate them with a line ---',
    ]);
  });
});
