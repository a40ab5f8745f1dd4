import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPolicyFile, readPolicySources } from '../../../src/commands/policy/files.ts';
import { ExternalError, UserError } from '../../../src/model/problem.ts';

const LIMIT = 4 * 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'policy-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function stdin(...pieces: readonly Uint8Array[]): { readonly readStdin: () => AsyncGenerator<Uint8Array> } {
  return {
    readStdin: async function* () {
      yield* pieces;
    },
  };
}

function refuse(): never {
  throw new Error('not for files');
}

describe('readPolicySources', () => {
  it('reads files and standard input in the order given', async () => {
    const [first, last] = [write('a.yaml', 'a: 1\n'), write('b.yaml', 'b: ü\n')];
    // A character may come in two pieces.
    const [left, right] = [Buffer.from([0xc3]), Buffer.from([0xbc])];
    expect(await readPolicySources([last, '-', first], stdin(left, right))).toEqual([
      { file: last, text: 'b: ü\n' },
      { file: 'stdin', text: 'ü' },
      { file: first, text: 'a: 1\n' },
    ]);
  });
  it('does not read standard input that is not asked for', async () => {
    expect(await readPolicySources([], { readStdin: refuse })).toEqual([]);
    expect(await readPolicySources([write('a.yaml', '')], { readStdin: refuse })).toHaveLength(1);
  });
  it('refuses more than 4 MiB, and names what is too large', async () => {
    const piece = new Uint8Array(LIMIT).fill(32);
    const [fits] = await readPolicySources(['-'], stdin(piece));
    expect(fits?.text).toHaveLength(LIMIT);
    await expect(readPolicySources(['-'], stdin(piece, new Uint8Array(1)))).rejects.toThrow(
      new UserError('standard input is larger than 4194304 bytes, the limit for a policy; check the path'),
    );
  });
});

describe('readPolicyFile', () => {
  it('fails for a file that cannot be read, with the reason as the cause', async () => {
    const file = join(folder, 'missing.yaml');
    const failed: unknown = await readPolicyFile(file).catch((error: unknown) => error);
    expect(failed).toEqual(new ExternalError(`policy ${file} cannot be read`));
    expect(failed).toMatchObject({ cause: { code: 'ENOENT' } });
  });
  it('stops reading what never ends', async () => {
    await expect(readPolicyFile('/dev/zero')).rejects.toThrow('policy /dev/zero is larger than 4194304 bytes');
  });
});
