import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMetadata } from '../../../src/model/decode/decode.ts';
import { becomesMirrored, mayBeMirrored } from '../../../src/model/endpoints/mirroring.ts';

const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

interface Written {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const anyMetadata: fc.Arbitrary<Written> = fc.record({
  labels: fc.record({ [SKIP]: fc.constantFrom('true', 'True', 'false', '') }, { requiredKeys: [] }),
  annotations: fc.record({ [LEADER]: fc.constantFrom('', '{}') }, { requiredKeys: [] }),
});

/** What keeps an object from being mirrored, as shouldMirror of the controller has it. */
function obstacles({ labels, annotations }: Written): readonly string[] {
  return [...(labels[SKIP] === 'true' ? [SKIP] : []), ...(Object.hasOwn(annotations, LEADER) ? [LEADER] : [])];
}

describe('becomesMirrored', () => {
  it('is true exactly if something that kept the stored object from being mirrored is gone', () => {
    fc.assert(
      fc.property(anyMetadata, anyMetadata, (stored, now) => {
        const gone = obstacles(stored).filter((each) => !obstacles(now).includes(each));
        expect(becomesMirrored(decodeMetadata(stored).value, decodeMetadata(now).value)).toBe(gone.length > 0);
      }),
    );
  });
});

describe('mayBeMirrored', () => {
  it('is true exactly if nothing keeps the object from being mirrored', () => {
    fc.assert(
      fc.property(anyMetadata, (metadata) => {
        expect(mayBeMirrored(decodeMetadata(metadata).value)).toBe(obstacles(metadata).length === 0);
      }),
    );
  });
});
