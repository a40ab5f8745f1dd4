import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/model/plain.ts';
import { fileUri } from '../../../src/report/formats/file-uri.ts';
import { hostile } from '../hostile.ts';
import { isReference } from '../sarif-schema.ts';

describe('fileUri', () => {
  it.each([
    ['web.yaml', 'web.yaml'],
    ['./a b/ü.yaml', 'a%20b/%C3%BC.yaml'],
    ['../a.yaml', '../a.yaml'],
    ['http:x.yaml', 'http%3Ax.yaml'],
    ['a\\b.yaml', 'a%5Cb.yaml'],
    ['/tmp/a#b.yaml', 'file:///tmp/a%23b.yaml'],
    ['\ud800', '%EF%BF%BD'],
  ])('%j is %s', (file, uri) => expect(fileUri(file, false)).toBe(uri));
  it('can be decoded again', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const file = `x/${name}`;
        expect(isReference(fileUri(file, false))).toBe(true);
        expect(fileUri(file, false).split('/').map(decodeURIComponent).join('/')).toBe(file.toWellFormed());
        expect(plain(fileUri(file, false), Infinity)).toBe(fileUri(file, false));
      }),
    );
  });
  it('is read by Node as the same file', () => {
    // A part of a path has no slash, URLs resolve ".", ".." and empty parts by themselves, and "a:" would be a drive.
    const part = hostile.map((name) => name.replaceAll('/', '')).filter((name) => !/^(?:\.{0,2}|[a-z]:)$/i.test(name));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), (parts) => {
        const name = parts.join('/');
        expect(fileURLToPath(fileUri(`/${name}`, false))).toBe(`/${name.toWellFormed()}`);
        // The base is the folder in which the log was made.
        expect(fileURLToPath(new URL(fileUri(name, false), 'file:///repository/'))).toBe(
          `/repository/${name.toWellFormed()}`,
        );
      }),
    );
  });
  it('reads drives of Windows as Node does there', () => {
    for (const file of ['C:\\a b\\c.yaml', 'd:/x/ü#.yaml'])
      expect(fileURLToPath(fileUri(file, true), { windows: true })).toBe(file.replaceAll('/', '\\'));
  });
});
