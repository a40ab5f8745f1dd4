import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { certificatePem } from '../../../src/certs/issue.ts';
import { readCertificateFile } from '../../../src/commands/certs/read-file.ts';
import { ExternalError, UserError } from '../../../src/model/problem.ts';
import { newLeaf } from '../../admission/support.ts';
import { newFolder } from './folder.ts';

const MAX_BYTES = 4 * 1024 * 1024;
const pem = certificatePem(newLeaf());

function stdin(...pieces: readonly string[]) {
  return {
    readStdin: async function* () {
      for (const piece of pieces) yield Buffer.from(piece);
    },
  };
}

describe('readCertificateFile', () => {
  it('reads the same from a file and from standard input in pieces', async () => {
    const folder = await newFolder();
    await writeFile(folder.at('tls.crt'), pem);
    const file = await readCertificateFile(folder.at('tls.crt'), stdin());
    expect(file.entries.map(({ kind }) => kind)).toEqual(['certificate']);
    const input = await readCertificateFile('-', stdin(pem.slice(0, 99), pem.slice(99)));
    expect(input.entries.map(({ line, kind }) => [line, kind])).toEqual(
      file.entries.map(({ line, kind }) => [line, kind]),
    );
  });

  it('reads 4 MiB and no more', async () => {
    const fill = '#'.repeat(MAX_BYTES - pem.length - 1);
    const whole = await readCertificateFile('-', stdin(pem, fill, '\n'));
    expect(whole.entries).toHaveLength(1);
    await expect(readCertificateFile('-', stdin(pem, fill, '\n\n'))).rejects.toEqual(
      new UserError('- is larger than 4194304 bytes; give a file of certificates'),
    );
  });

  it('says what is missing and what cannot be read', async () => {
    const folder = await newFolder();
    await expect(readCertificateFile(folder.at('none'), stdin())).rejects.toBeInstanceOf(UserError);
    await expect(readCertificateFile(folder.path, stdin())).rejects.toBeInstanceOf(ExternalError);
  });
});
