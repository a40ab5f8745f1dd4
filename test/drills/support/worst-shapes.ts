// Objects that cost most to judge for their bytes: much of one thing, as much as a review may hold. What an API server would refuse later is here too,
// for the mutating door comes before its validation.
import { MAX_VALUES } from '../../../src/admission/review/json-values.ts';
import { review } from '../../admission/reviews.ts';
import { pick, type Random } from './scale.ts';

/** How much of its one thing a shape has. */
export interface Room {
  /** Bytes of one object. */
  readonly bytes: number;
  /** JSON values of one object. */
  readonly values: number;
}

interface Members {
  readonly metadata?: object;
  readonly [member: string]: unknown;
}

/** Members of an object that are larger than anybody means them. They add up: a slice may have many labels and many addresses. */
interface Shape {
  readonly of: 'slice' | 'endpoints';
  /** Bytes and values that each of `count` takes, about. */
  readonly each: Room;
  readonly make: (count: number) => Members;
}

const items = <Item>(count: number, item: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => item(index));
const record = (count: number, key: (index: number) => string, value: string): Record<string, string> =>
  Object.fromEntries(items(count, (index) => [key(index), value]));
const endpointsOf = (count: number, endpoint: (index: number) => object): Members => ({
  endpoints: items(count, endpoint),
});
/** Endpoints of a hundred addresses each. */
const hundreds = (count: number, address: (index: number) => string): Members =>
  endpointsOf(Math.max(1, Math.floor(count / 100)), (one) => ({
    addresses: items(100, (index) => address(one * 100 + index)),
    conditions: {},
  }));
const octets = (index: number): string => `${index >>> 16}.${(index >>> 8) & 255}.${index & 255}`;
const text = (count: number): string => 'x'.repeat(count);
/** V8 hashes no text of over 16,383 characters: as keys of a Map such texts are compared with one another, and these differ at their end. */
const longAlike = (index: number): string => `${ALIKE}${index}`;
const LONG = 17_000;
const ALIKE = text(LONG);
const slice = (bytes: number, values: number, make: Shape['make']): Shape => ({
  of: 'slice',
  each: { bytes, values },
  make,
});
const endpoints = (bytes: number, values: number, make: Shape['make']): Shape => ({
  of: 'endpoints',
  each: { bytes, values },
  make,
});

export const SHAPES: Readonly<Record<string, Shape>> = {
  labels: slice(14, 1, (count) => ({ metadata: { labels: record(count, (index) => `k${index}`, '') } })),
  'labels of controllers': slice(50, 1, (count) => ({
    metadata: { labels: record(count, (index) => `lighthouse.submariner.io/k${index}`, 'x') },
  })),
  'labels, long': slice(1100, 1, (count) => ({
    metadata: { labels: record(count, (index) => `${text(1000)}${index}`, text(60)) },
  })),
  annotations: slice(14, 1, (count) => ({ metadata: { annotations: record(count, (index) => `k${index}`, '') } })),
  owners: slice(70, 5, (count) => ({
    metadata: {
      ownerReferences: items(count, (index) => ({
        apiVersion: 'v1',
        kind: 'Service',
        name: `web${index}`,
        uid: `${index}`,
      })),
    },
  })),
  finalizers: slice(12, 1, (count) => ({ metadata: { finalizers: items(count, (index) => `a.b/f${index}`) } })),
  'a name': slice(1, 0, (count) => ({ metadata: { name: text(count) } })),
  'an addressType': slice(1, 0, (count) => ({ addressType: text(count) })),
  'an unknown member': slice(14, 1, (count) => ({ other: record(count, (index) => `k${index}`, '') })),
  ports: slice(12, 2, (count) => ({ ports: items(count, () => ({ port: 0 })) })),
  'ports of one name': slice(30, 3, (count) => ({
    ports: items(count, () => ({ name: 'HTTP', port: 80, appProtocol: 'http2' })),
  })),
  'a port name': slice(1, 0, (count) => ({ ports: [{ name: text(count), port: 80 }] })),
  'endpoints, empty': slice(3, 1, (count) => endpointsOf(count, () => ({}))),
  'addresses, loopback': slice(14, 1, (count) => hundreds(count, (index) => `127.${octets(index)}`)),
  'addresses, the same hundred': slice(14, 1, (count) => hundreds(count, (index) => `10.1.2.${index % 100}`)),
  'addresses, one': slice(14, 1, (count) => hundreds(count, () => '127.0.0.1')),
  'addresses, mapped and padded': slice(26, 1, (count) => ({
    addressType: 'IPv6',
    ...hundreds(count, (index) => `0:0::FFFF:127.${octets(index)}`),
  })),
  'addresses of one endpoint': slice(14, 1, (count) =>
    endpointsOf(1, () => ({ addresses: items(count, (index) => `127.${octets(index)}`) })),
  ),
  'names that spell addresses': slice(250, 1, (count) => ({
    addressType: 'FQDN',
    ...hundreds(count, (index) => `${'z-'.repeat(100)}${index}.sslip.io`),
  })),
  'names of metadata services': slice(40, 1, (count) => ({
    addressType: 'FQDN',
    ...hundreds(count, (index) => `a${index}.Metadata.Google.internal.`),
  })),
  'an address': slice(1, 0, (count) => endpointsOf(1, () => ({ addresses: [text(count)] }))),
  'a target': slice(1, 0, (count) =>
    endpointsOf(2, () => ({
      addresses: items(100, (index) => `127.0.0.${index}`),
      targetRef: { kind: 'Pod', name: text(count / 2) },
    })),
  ),
  targets: slice(900, 20, (count) =>
    endpointsOf(count, (index) => ({
      addresses: ['127.0.0.1'],
      hostname: `h${index}_`,
      targetRef: { kind: 'Node', namespace: text(200), name: text(300), uid: text(300) },
    })),
  ),
  hints: slice(15, 2, (count) =>
    endpointsOf(1000, () => ({
      addresses: ['127.0.0.1'],
      hints: { forZones: items(count / 1000, () => ({ name: '' })) },
    })),
  ),
  'hostnames, long alike': slice(17_040, 4, (count) =>
    endpointsOf(count, (index) => ({ addresses: [`127.${octets(index)}`], hostname: longAlike(index) })),
  ),
  'zones, long alike': slice(17_040, 4, (count) =>
    endpointsOf(count, (index) => ({
      addresses: ['127.0.0.1'],
      zone: longAlike(index),
      conditions: { ready: index > 0 },
    })),
  ),
  'node names, long alike': slice(17_040, 4, (count) =>
    endpointsOf(count, (index) => ({ addresses: ['127.0.0.1'], nodeName: longAlike(index) })),
  ),
  'target names, long alike': slice(17_040, 4, (count) =>
    endpointsOf(count, (index) => ({
      addresses: [`127.${octets(index)}`],
      targetRef: { kind: 'Pod', name: longAlike(index) },
    })),
  ),
  'hints, long alike': slice(17_040, 5, (count) =>
    endpointsOf(count, (index) => ({ addresses: ['127.0.0.1'], hints: { forZones: [{ name: longAlike(index) }] } })),
  ),
  'hints of one endpoint, long alike': slice(17_040, 2, (count) =>
    endpointsOf(1, () => ({
      addresses: ['127.0.0.1'],
      hints: { forZones: items(count, (index) => ({ name: longAlike(index) })) },
    })),
  ),
  'topology, long alike': slice(17_040, 4, (count) =>
    endpointsOf(count, (index) => ({
      addresses: ['127.0.0.1'],
      deprecatedTopology: { 'kubernetes.io/hostname': longAlike(index) },
    })),
  ),
  'port names, long alike': slice(17_040, 3, (count) => ({
    ports: items(count, (index) => ({ name: longAlike(index), port: 80 })),
  })),
  'protocols, long alike': slice(17_040, 3, (count) => ({
    ports: items(count, (index) => ({ protocol: longAlike(index), port: 80 })),
  })),
  'addresses, long alike': slice(17_040, 1, (count) => hundreds(count, longAlike)),
  'names, long alike': slice(17_040, 1, (count) => ({ addressType: 'FQDN', ...hundreds(count, longAlike) })),
  'owners, long alike': slice(17_070, 5, (count) => ({
    metadata: {
      ownerReferences: items(count, (index) => ({
        apiVersion: 'v1',
        kind: 'Service',
        name: 'web',
        uid: longAlike(index),
      })),
    },
  })),
  'finalizers, long alike': slice(17_040, 1, (count) => ({
    metadata: {
      deletionTimestamp: '2026-01-02T03:04:05Z',
      finalizers: items(count, (index) => `a.b/${longAlike(index)}`),
    },
  })),
  'subsets of names, long alike': endpoints(17_060, 4, (count) => ({
    subsets: [
      {
        addresses: items(count, (index) => ({ ip: `127.${octets(index)}`, hostname: longAlike(index) })),
        ports: [{ port: 80 }],
      },
    ],
  })),
  'subsets of addresses, long alike': endpoints(17_060, 2, (count) => ({
    subsets: [{ addresses: items(count, (index) => ({ ip: longAlike(index) })), ports: [{ port: 80 }] }],
  })),
  'subsets of port names, long alike': endpoints(17_060, 3, (count) => ({
    subsets: [
      { addresses: [{ ip: '127.0.0.1' }], ports: items(count, (index) => ({ name: longAlike(index), port: 80 })) },
    ],
  })),
  'subsets of one address and port': endpoints(60, 7, (count) => ({
    subsets: items(count, (index) => ({
      addresses: [{ ip: `127.${octets(index)}` }],
      ports: [{ port: index % 65_536 }],
    })),
  })),
  'subsets of one port': endpoints(50, 7, (count) => ({
    subsets: items(count, (index) => ({ addresses: [{ ip: `127.${octets(index)}` }], ports: [{ port: 80 }] })),
  })),
  'subsets of addresses': endpoints(20, 2, (count) => ({
    subsets: [
      { addresses: items(Math.min(count, 20_000), (index) => ({ ip: `127.${octets(index)}` })), ports: [{ port: 80 }] },
    ],
  })),
  'too many addresses of subsets': endpoints(20, 2, (count) => ({
    subsets: [{ addresses: items(count, (index) => ({ ip: `127.${octets(index)}` })), ports: [{ port: 80 }] }],
  })),
  'subsets of ports': endpoints(20, 2, (count) => ({
    subsets: [{ addresses: [{ ip: '127.0.0.1' }], ports: items(count, (index) => ({ port: 0, name: `p${index}` })) }],
  })),
  'subsets whose addresses and ports cross': endpoints(40, 4, (count) => ({
    subsets: items(Math.floor(Math.sqrt(count)), (one) => ({
      addresses: items(Math.floor(Math.sqrt(count)), (index) => ({ ip: `127.0.${one >> 8}.${(one + index) & 255}` })),
      ports: items(Math.floor(Math.sqrt(count)), (index) => ({ port: index })),
    })),
  })),
  'subsets, long uids alike': endpoints(LONG + 100, 8, (count) => ({
    subsets: [
      {
        addresses: items(count, (index) => ({
          ip: `127.${octets(index)}`,
          targetRef: { uid: `${text(LONG)}${index}` },
        })),
        ports: [{ port: 80 }],
      },
    ],
  })),
  'subsets, long addresses alike': endpoints(LONG + 40, 2, (count) => ({
    subsets: [{ addresses: items(count, (index) => ({ ip: `${text(LONG)}${index}` })), ports: [{ port: 80 }] }],
  })),
  'subsets, long port names alike': endpoints(LONG + 40, 3, (count) => ({
    subsets: [
      {
        addresses: [{ ip: '127.0.0.1' }],
        ports: items(count, (index) => ({ port: 80, name: `${text(LONG)}${index}` })),
      },
    ],
  })),
  'an endpoints name': endpoints(1, 0, (count) => ({
    metadata: { name: text(count) },
    subsets: items(100, (index) => ({ addresses: [{ ip: `127.${octets(index)}` }], ports: [{ port: index }] })),
  })),
  'labels and subsets': endpoints(14, 1, (count) => ({
    metadata: { labels: record(count, (index) => `k${index}`, '') },
    subsets: items(10, (index) => ({ addresses: [{ ip: `127.${octets(index)}` }], ports: [{ port: index }] })),
  })),
};

export const SHAPE_NAMES = Object.keys(SHAPES);

/** An object of a shape, or of two that fit together, that takes up the room there is. */
export function shaped(names: readonly string[], room: Room): Members {
  const shapes = names.map((name) => SHAPES[name] ?? { ...slice(1, 1, () => ({})) });
  const part = { bytes: room.bytes / shapes.length, values: room.values / shapes.length };
  const members = shapes.map(({ each, make }) =>
    make(Math.floor(Math.min(part.bytes / each.bytes, part.values / Math.max(each.values, 1e-9)))),
  );
  const metadata = Object.assign({ name: 'worst', namespace: 'shop' }, ...members.map((own) => own.metadata ?? {}));
  const own = Object.assign({}, ...members);
  return shapes[0]?.of === 'endpoints'
    ? { kind: 'Endpoints', apiVersion: 'v1', ...own, metadata }
    : {
        kind: 'EndpointSlice',
        apiVersion: 'discovery.k8s.io/v1',
        addressType: 'IPv4',
        endpoints: [{ addresses: ['127.0.0.1'] }],
        ports: [{ port: 80 }],
        ...own,
        metadata,
      };
}

const KINDS = {
  slice: { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' },
  endpoints: { group: '', version: 'v1', kind: 'Endpoints' },
} as const;

/** As a manifest, and beside it what is stored: of the same shape, but without its last endpoint, so that each fault is looked for there. */
export interface WorstObjects {
  readonly object: Members;
  /** Null for an object that is created. */
  readonly oldObject: Members | null;
}

/** `bytes` and `values` of all that is read: of both objects, for an update. */
export function worstObjects(names: readonly string[], operation: Operation, { bytes, values }: Room): WorstObjects {
  const count = operation === 'CREATE' ? 1 : 2;
  const object = shaped(names, { bytes: bytes / count, values: values / count });
  return { object, oldObject: operation === 'CREATE' ? null : withoutLast(object) };
}

export type Operation = 'CREATE' | 'UPDATE';

/** An update of Endpoints within the bounds, of which far more are stored than are judged. */
export function shrinkingReview(bytes: number): Buffer {
  const room = { bytes, values: MAX_VALUES };
  const object = shaped(['subsets of addresses'], room);
  const left = JSON.stringify(object).length;
  const oldObject = shaped(['too many addresses of subsets'], { bytes: bytes - left, values: MAX_VALUES * 0.75 });
  return Buffer.from(JSON.stringify(review({ operation: 'UPDATE', kind: KINDS.endpoints, object, oldObject })));
}

export function worstReview(names: readonly string[], operation: Operation, bytes: number): Buffer {
  const objects = worstObjects(names, operation, { bytes: bytes * 0.97, values: MAX_VALUES * 0.92 });
  const kind = KINDS[SHAPES[names[0] ?? '']?.of ?? 'slice'];
  return Buffer.from(JSON.stringify(review({ operation, kind, ...objects })));
}

function withoutLast(object: Members): Members {
  const without = (list: unknown): unknown => (Array.isArray(list) ? list.slice(0, -1) : list);
  return 'subsets' in object
    ? { ...object, subsets: without(object['subsets']) }
    : { ...object, endpoints: without(object['endpoints']) };
}

/** Two shapes of one kind of object, at random. */
export function pickPair(next: Random): readonly [string, string] {
  const [first, ...others] = SHAPE_NAMES;
  const one = pick(next, [first ?? '', ...others]);
  const alike = SHAPE_NAMES.filter((name) => SHAPES[name]?.of === SHAPES[one]?.of);
  return [one, pick(next, [alike[0] ?? one, ...alike])];
}
