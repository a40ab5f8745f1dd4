import { expect, it } from 'vitest';
import { Waiting } from '../../../src/commands/check/waiting.ts';
import { readText, type ManifestSlice } from '../../../src/manifests/read.ts';

function slices(text: string): readonly ManifestSlice[] {
  return [...readText(text, 'web.yaml', 'default')].flatMap((item) => (item.kind === 'slice' ? [item] : []));
}

const SLICE = '{"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice"}';

it('gives back what waits, in its order, once', () => {
  const waiting = new Waiting();
  const [first, second] = slices(`${SLICE}\n---\n${SLICE}\n`);
  if (first === undefined || second === undefined) throw new Error('two slices were written');
  expect([waiting.add(second), waiting.add(first)]).toEqual([true, true]);
  expect(waiting.take()).toEqual([second, first]);
  expect(waiting.take()).toEqual([]);
});

it('is bounded by number', () => {
  const waiting = new Waiting();
  const [slice] = slices(SLICE);
  if (slice === undefined) throw new Error('a slice was written');
  for (let count = 0; count < 100_000; count++) waiting.add(slice);
  expect(waiting.add(slice)).toBe(false);
});

it('is bounded by the text of the documents, which items of a list share', () => {
  const waiting = new Waiting();
  const long = slices(
    `{"kind": "List", "apiVersion": "v1", "pad": "${'x'.repeat(90_000_000)}", "items": [${SLICE}, ${SLICE}]}`,
  );
  expect(long.map((slice) => waiting.add(slice))).toEqual([true, true]);
  const [other] = slices(
    `{"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "pad": "${'x'.repeat(60_000_000)}"}`,
  );
  expect(other && waiting.add(other)).toBe(false);
});
