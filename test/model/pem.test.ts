import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { pemBytes, readPem } from '../../src/model/pem.ts';

const block = fc.record({
  label: fc.constantFrom('CERTIFICATE', 'X509 CRL', 'A B'),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 200 }),
});
const between = fc.constantFrom(
  '',
  '\n',
  'Certificate:\n    Data:\n',
  '# -----BEGIN CERTIFICATE-----\n',
  '\ufeff',
  ' \t\n',
);

describe('readPem', () => {
  it('finds every block with its line and bytes, whatever is between the blocks', () => {
    const written = fc.record({
      parts: fc.array(fc.tuple(between, block), { maxLength: 5 }),
      width: fc.constantFrom(1, 7, 64, 76, 10_000),
      end: fc.constantFrom('\n', '\r\n', '\r'),
    });
    fc.assert(
      fc.property(written, ({ parts, width, end }) => {
        let text = '';
        const lines: number[] = [];
        for (const [before, { label, bytes }] of parts) {
          text += before;
          lines.push(text.split('\n').length);
          const base64 = Buffer.from(bytes)
            .toString('base64')
            .replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n')
            .trimEnd();
          text += `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
        }
        const { blocks, privateKey, fault } = readPem(Buffer.from(text === '' ? '\n' : text.replaceAll('\n', end)));
        expect([fault, privateKey]).toEqual([undefined, undefined]);
        expect(blocks.map(({ label, line }) => [label, line])).toEqual(
          parts.map(([, { label }], index) => [label, lines[index]]),
        );
        expect(blocks.map(pemBytes)).toEqual(parts.map(([, { bytes }]) => bytes));
      }),
    );
  });

  it('takes linear time, whatever a file contains', () => {
    const begin = performance.now();
    for (const piece of [
      '-----BEGIN A-----\n',
      '-----BEGIN ',
      ' ',
      '-',
      'PRIVATE KEY',
      '\n',
      '=',
      ':',
      '-----END A-----\n',
    ]) {
      const { blocks } = readPem(Buffer.from(piece.repeat(1_000_000 / piece.length)));
      for (const one of blocks) pemBytes(one);
    }
    expect(performance.now() - begin).toBeLessThan(3000);
  });
});
