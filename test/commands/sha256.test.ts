import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/commands/sha256.ts';

describe('sha256', () => {
  // The first two are test vectors of NIST; the third is of coreutils' sha256sum.
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['ü', '607474ca475a9724d7360aba71a56d5df77e61350e3f724cfa1f46e857e2d85f'],
  ])('of %j names its algorithm', (text, digest) => expect(sha256(text)).toBe(`sha256:${digest}`));
});
