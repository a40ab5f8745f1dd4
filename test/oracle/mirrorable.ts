// Small subsets that the API server accepts, made to collide: few addresses, few names, and ports that are equal or
// nearly so.
import fc from 'fast-check';

export interface Address {
  readonly ip: string;
  readonly targetRef?: { readonly uid: string } | undefined;
}
export interface Port {
  readonly name?: string | undefined;
  readonly port: number;
  readonly protocol?: string | undefined;
  readonly appProtocol?: string | undefined;
}
export interface Subset {
  readonly addresses?: readonly Address[] | undefined;
  readonly notReadyAddresses?: readonly Address[] | undefined;
  readonly ports?: readonly Port[] | undefined;
}

const address: fc.Arbitrary<Address> = fc.record(
  {
    ip: fc.constantFrom('10.1.0.1', '10.1.0.2', '2001:db8::1'),
    targetRef: fc.constant({ uid: '1' }),
  },
  { requiredKeys: ['ip'] },
);

const port: fc.Arbitrary<Port> = fc.record(
  {
    name: fc.constantFrom('http', 'sql'),
    port: fc.constantFrom(80, 443),
    protocol: fc.constantFrom('TCP', 'UDP'),
    appProtocol: fc.constantFrom('a', 'b'),
  },
  { requiredKeys: ['name', 'port'] },
);
const unnamed: fc.Arbitrary<Port> = fc.record({ port: fc.constantFrom(80, 443) });

const subset: fc.Arbitrary<Subset> = fc.record(
  {
    addresses: fc.array(address, { minLength: 1, maxLength: 2 }),
    notReadyAddresses: fc.array(address, { maxLength: 1 }),
    ports: fc.oneof(
      { weight: 3, arbitrary: fc.array(port, { maxLength: 3 }) },
      { weight: 1, arbitrary: unnamed.map((only) => [only]) },
    ),
  },
  { requiredKeys: ['addresses'] },
);

export const mirrorable: fc.Arbitrary<readonly Subset[]> = fc.array(subset, { minLength: 1, maxLength: 3 });
