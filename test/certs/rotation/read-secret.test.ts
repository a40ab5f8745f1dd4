import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSecret } from '../../../src/certs/rotation/read-secret.ts';
import { rotated } from './rotation.ts';

const data = rotated(rotated(new Map()));
const whole = readSecret(data);

describe('readSecret', () => {
  it('finds nothing in nothing', () => {
    expect(readSecret(new Map())).toEqual({
      current: undefined,
      next: undefined,
      previous: [],
      leaf: undefined,
      faults: [],
    });
  });

  it('finds what is whole, whatever has become of the rest, and prints nothing of it', () => {
    const damage = fc.oneof(
      fc.constant(undefined),
      fc.uint8Array({ maxLength: 300 }),
      fc.constant(data.get('tls.key')),
    );
    fc.assert(
      fc.property(fc.constantFrom(...data.keys()), damage, (key, bytes) => {
        const changed = new Map(data);
        if (bytes === undefined) changed.delete(key);
        else changed.set(key, bytes);
        const content = readSecret(changed);
        // Each part is as it was, unless it was the one that was changed.
        expect(key.startsWith('ca.') ? whole.current : content.current).toEqual(whole.current);
        expect(key.startsWith('tls.') ? whole.leaf : content.leaf).toEqual(whole.leaf);
        expect(key === 'previous-ca.crt' ? whole.previous : content.previous).toHaveLength(1);
        expect(key === 'ca.key' ? content.current?.privateKey : undefined).toBeUndefined();
        for (const fault of content.faults) expect(fault).toMatch(/^[a-z-]+\.(?:crt|key): it [^\n]{3,150}$/);
      }),
    );
  });

  it('takes no leaf for an authority', () => {
    const changed = new Map([...data, ['ca.crt', data.get('tls.crt') ?? new Uint8Array()]]);
    const { current, faults } = readSecret(changed);
    expect(current).toBeUndefined();
    expect(faults).toContain('ca.crt: it is not an authority');
  });
});
