import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explicit, implicit, sequence } from '../../src/certs/der.ts';
import {
  ipText,
  nameBeyond,
  namesIn,
  subtreesIn,
  type NameConstraints,
  type Subtrees,
} from '../../src/certs/general-names.ts';
import { parseIp } from '../../src/model/address/ip.ts';

const NONE: Subtrees = { dns: [], ips: [], others: 0 };
const [MAIL, DNS, IP] = [1, 2, 7];

describe('namesIn', () => {
  it('reads names and addresses in their order, and counts what else there is', () => {
    const names = namesIn([
      implicit(DNS, 'b.svc'),
      implicit(MAIL, 'a@b'),
      implicit(IP, '\x0a\x00\x00\x01'),
      implicit(DNS, 'a.svc'),
    ]);
    expect(names).toEqual({ dns: ['b.svc', 'a.svc'], ips: [Buffer.from([10, 0, 0, 1])], others: 1 });
  });
});

describe('subtreesIn', () => {
  it('takes permitted and excluded subtrees apart', () => {
    const tree = (domain: string) => sequence(implicit(DNS, domain));
    expect(subtreesIn([explicit(1, tree('x.svc')), explicit(0, tree('shop.svc'))])).toEqual({
      permitted: { ...NONE, dns: ['shop.svc'] },
      excluded: { ...NONE, dns: ['x.svc'] },
    });
    expect(subtreesIn([])).toEqual({ permitted: NONE, excluded: NONE });
  });
});

describe('nameBeyond', () => {
  function beyond(constraints: Partial<NameConstraints>, dns: readonly string[], ips: readonly Buffer[] = []) {
    return nameBeyond({ permitted: NONE, excluded: NONE, ...constraints }, { dns, ips, others: 0 });
  }

  it.each<[string, string, boolean]>([
    ['shop.svc', 'shop.svc', true],
    ['shop.svc', 'WEB.Shop.svc', true],
    ['shop.svc', 'workshop.svc', false],
    ['.shop.svc', 'web.shop.svc', true],
    ['.shop.svc', 'shop.svc', false],
    ['', 'anything', true],
  ])('%j permits %j: %s', (tree, name, isPermitted) => {
    expect(beyond({ permitted: { ...NONE, dns: [tree] } }, [name])).toBe(isPermitted ? undefined : name);
    expect(beyond({ excluded: { ...NONE, dns: [tree] } }, [name])).toBe(isPermitted ? name : undefined);
  });

  it('is a wildcard that would be for an excluded name', () => {
    const excluded = { ...NONE, dns: ['web.shop.svc'] };
    expect(beyond({ excluded }, ['*.shop.svc'])).toBe('*.shop.svc');
    expect(beyond({ excluded }, ['*.svc'])).toBeUndefined();
    expect(beyond({ excluded }, ['api.shop.svc'])).toBeUndefined();
  });

  it('compares addresses under the mask, and never those of another family', () => {
    const address = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: 32 }), (own, network, length) => {
        const mask = Buffer.alloc(4);
        mask.writeUInt32BE(length === 0 ? 0 : (-1 << (32 - length)) >>> 0);
        const range = { ...NONE, ips: [Buffer.concat([network, mask])] };
        // The same question of numbers instead of bytes.
        const isInside = (own.readUInt32BE() ^ network.readUInt32BE()) >>> 0 < 2 ** (32 - length);
        const text = own.join('.');
        expect(beyond({ permitted: range }, [], [own])).toBe(isInside ? undefined : text);
        expect(beyond({ excluded: range }, [], [own])).toBe(isInside ? text : undefined);
        expect(beyond({ excluded: range }, [], [Buffer.alloc(16)])).toBeUndefined();
      }),
    );
  });
});

it('ipText is an address that is read again as the same bytes', () => {
  fc.assert(
    fc.property(fc.constantFrom(4, 16), fc.uint8Array({ minLength: 16, maxLength: 16 }), (size, random) => {
      const bytes = Buffer.from(random.subarray(0, size));
      const words = parseIp(ipText(bytes))?.words.map((word) => word >>> 0) ?? [];
      const wanted = Array.from({ length: size / 4 }, (_, index) => bytes.readUInt32BE(index * 4));
      expect([...words].slice(-size / 4)).toEqual(wanted);
    }),
  );
});
