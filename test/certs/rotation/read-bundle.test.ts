import { describe, expect, it } from 'vitest';
import { certificatesPem } from '../../../src/certs/certificate-block.ts';
import { readBundle } from '../../../src/certs/rotation/read-bundle.ts';
import { readSecret } from '../../../src/certs/rotation/read-secret.ts';
import { rotated } from './rotation.ts';

const content = readSecret(rotated(rotated(new Map())));
const authorities = [...content.previous, ...(content.current === undefined ? [] : [content.current.certificate])];
const pem = certificatesPem(authorities);
const leaf = certificatesPem(content.leaf === undefined ? [] : [content.leaf.certificate]);

describe('readBundle', () => {
  it.each<[string, Uint8Array | undefined, number, boolean]>([
    ['nothing', undefined, 0, false],
    ['an empty bundle', Buffer.alloc(0), 0, false],
    ['what we write', pem, 2, true],
    ['one twice', Buffer.concat([pem, pem]), 2, false],
    ['a byte-order mark', Buffer.concat([Buffer.from('\ufeff'), pem]), 2, false],
    ['CRLF', Buffer.from(pem.toString().replaceAll('\n', '\r\n')), 2, false],
    ['a leaf', leaf, 0, false],
    ['authorities and a leaf', Buffer.concat([pem, leaf]), 2, false],
    ['text', Buffer.from('hello'), 0, false],
    ['half a certificate', pem.subarray(0, pem.length - 100), 1, false],
  ])('finds the authorities of %s', (_, bytes, count, isClean) => {
    const bundle = readBundle(bytes);
    expect([bundle.authorities.length, bundle.isClean]).toEqual([count, isClean]);
  });
});
