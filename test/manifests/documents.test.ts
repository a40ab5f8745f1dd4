import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentBatches, documentsIn } from '../../src/manifests/documents.ts';
import { ExternalError } from '../../src/model/problem.ts';
import { isProblem, Names, readDocuments, type YamlDocument, type YamlProblem } from '../../src/yaml/read.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
});
afterEach(() => rm(folder, { recursive: true }));

function outline(items: Iterable<YamlDocument | YamlProblem>): readonly unknown[] {
  return [...items].map((item) =>
    isProblem(item) ? [item.position, item.message] : [item.index, item.start, item.value],
  );
}

async function* piecesOf(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

describe('documentsIn', () => {
  const TEXT = 'a: 1\n---\nb: [\n---\n{"c": "é"}\n';

  it('reads a small file as its text is read', async () => {
    const file = join(folder, 'a.yaml');
    await writeFile(file, TEXT);
    expect(outline(documentsIn(file, new Names()))).toEqual(outline(readDocuments(TEXT)));
  });

  it('reads a file that is read in pieces, because of its size, in the same way', async () => {
    const long = `{"d": "${'x'.repeat(33 * 1024 * 1024)}"}\n---\n${TEXT}`;
    const file = join(folder, 'long.yaml');
    await writeFile(file, long);
    expect(outline(documentsIn(file, new Names()))).toEqual(outline(readDocuments(long)));
  });

  it('yields the documents before a byte that is not UTF-8, then fails', async () => {
    const file = join(folder, 'a.yaml');
    await writeFile(file, Buffer.concat([Buffer.alloc(64 * 1024, 'a: 1\n---\n'), Buffer.from([0xff])]));
    const read: unknown[] = [];
    expect(() => {
      for (const item of documentsIn(file, new Names())) read.push(item);
    }).toThrow(new ExternalError('is not UTF-8 text; convert it to UTF-8'));
    expect(read.length).toBeGreaterThan(1000);
  });

  it('fails if the file does not exist', () => {
    expect(() => [...documentsIn(join(folder, 'missing.yaml'), new Names())]).toThrow(/ENOENT/);
  });
});

describe('documentBatches', () => {
  it('has the documents of the whole text, in whatever pieces it arrives', async () => {
    const parts = fc.array(fc.constantFrom('a: 1\n', '---\n', '{"b": 2}\n', 'c: [\n', '# é\n', '--- x\n'));
    await fc.assert(
      fc.asyncProperty(parts, fc.integer({ min: 1, max: 20 }), async (lines, size) => {
        const text = lines.join('');
        const read: unknown[] = [];
        for await (const batch of documentBatches(piecesOf(text, size))) read.push(...outline(batch));
        expect(read).toEqual(outline(readDocuments(text)));
      }),
    );
  });

  it('reads a piece only after the batch of the piece before', async () => {
    let pulled = 0;
    async function* endless(): AsyncGenerator<string> {
      for (;;) yield `a: ${++pulled}\n---\n`;
    }
    for await (const batch of documentBatches(endless())) {
      expect(outline(batch)).toEqual([[pulled - 1, { line: 2 * pulled - 1, column: 1 }, { a: pulled }]]);
      if (pulled === 100) break;
    }
    expect(pulled).toBe(100);
  });

  it('fails at a JSON document of more than 256 MiB, and only there', async () => {
    // Every piece is read once more when the text has doubled, so few large ones are fastest.
    const piece = 'x'.repeat(64 * 1024 * 1024);
    async function* endless(): AsyncGenerator<string> {
      yield '{"a": "';
      for (;;) yield piece;
    }
    let batches = 0;
    await expect(async () => {
      for await (const batch of documentBatches(endless())) {
        expect([...batch]).toEqual([]);
        batches++;
      }
    }).rejects.toThrow(/too large \(over 256 MiB\)/);
    expect(batches).toBe(5);
  });
});
