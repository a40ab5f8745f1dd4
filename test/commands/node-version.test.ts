import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { refuseNode } from '../../src/commands/node-version.ts';

const NEEDED = manifest.engines.node.replace('>=', '');

/** A number that is larger for a later version: no part here has four digits. */
function rank(version: string): number {
  return version.split('.').reduce((before, part) => before * 1000 + Number(part), 0);
}

describe('refuseNode', () => {
  it('accepts exactly the versions that package.json accepts', () => {
    const part = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(part, part, part, (major, minor, patch) => {
        const version = `${major}.${minor}.${patch}`;
        expect(refuseNode(version) === undefined).toBe(rank(version) >= rank(NEEDED));
      }),
      {
        examples: [
          [24, 10, 30],
          [24, 11, 0],
          [25, 0, 0],
          [23, 30, 0],
          [9, 11, 0],
        ],
      },
    );
  });
  it('says which version is needed, which one this is, and what to do', () => {
    expect(refuseNode('22.4.1')).toMatch(
      /^sliceward needs Node\.js [\d.]+ or newer, but this is 22\.4\.1; use a newer one/,
    );
    expect(refuseNode('22.4.1')).toContain(` ${NEEDED} `);
  });
});
