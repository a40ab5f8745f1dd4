// Manifests through kubectl to the real API server, and through the check door: both refuse the same ones, and read the same out of the others.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject } from '../../src/model/is-object.ts';
import { decodeSlice } from '../../src/model/decode/decode.ts';
import type { Slice } from '../../src/model/slice.ts';
import { READING_CASES } from '../yaml/reading-cases.ts';
import { readAll } from '../yaml/reading.ts';
import { startControlPlane, type ControlPlane } from './harness/control-plane.ts';
import type { Outcome } from './harness/run.ts';

let plane: ControlPlane | undefined;
beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane?.stop(false));

describe('kubectl create --dry-run=server', () => {
  it.each(READING_CASES.filter(({ stored }) => stored !== undefined))('accepts $title', async ({ text }) => {
    const { code, stderr, stdout } = await create(text);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const { isRefused, slices, problems } = await readAll(text);
    expect({ isRefused, problems }).toEqual({ isRefused: false, problems: [] });
    expect(slices.map(content)).toEqual(storedSlices(stdout).map(content));
  });
  it.each(READING_CASES.filter(({ stored }) => stored === undefined))('refuses $title', async ({ text }) => {
    const { code, stdout } = await create(text);
    expect({ code, stdout }).toMatchObject({ code: 1 });
    expect(await readAll(text)).toMatchObject({ isRefused: true });
  });
});

async function create(text: string): Promise<Outcome> {
  if (plane === undefined) throw new Error('the control plane is there only while tests run');
  return plane.kubectl(['create', '-f', '-', '--dry-run=server', '-o', 'json'], { stdin: text });
}

/** kubectl prints objects one after another, a List where it was given one. */
function storedSlices(output: string): readonly Slice[] {
  const documents: readonly unknown[] = JSON.parse(`[${output.trim().replaceAll(/^}\n{/gm, '},{')}]`);
  const objects = documents.flatMap((one) => (isObject(one) && Array.isArray(one['items']) ? one['items'] : [one]));
  return objects.map((object) => decodeSlice(object).value);
}

/** What both know; the rest the API server sets. */
function content({ metadata, addressType, endpoints, ports }: Slice): object {
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata;
  return { name, namespace, labels, annotations, finalizers, ownerReferences, addressType, endpoints, ports };
}
