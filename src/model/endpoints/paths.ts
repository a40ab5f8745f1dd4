// Maps a path in a slice that was made from v1 Endpoints to the path in the Endpoints object.
import type { FieldPath } from '../field-path.ts';
import { LABELS, type Origin } from '../slice.ts';

export const ENDPOINTS_API_VERSION = 'v1';
export const ENDPOINTS_KIND = 'Endpoints';

/** One address or port of one subset. */
export interface Source {
  readonly subset: number;
  readonly list: 'addresses' | 'notReadyAddresses' | 'ports';
  readonly index: number;
}

/** Members that an address of a subset also has. */
const SHARED: ReadonlySet<unknown> = new Set(['hostname', 'nodeName', 'targetRef']);

export class EndpointsOrigin implements Origin {
  readonly apiVersion = ENDPOINTS_API_VERSION;
  readonly kind = ENDPOINTS_KIND;
  readonly #endpoints: readonly Source[];
  readonly #ports: readonly Source[];

  /** The sources of the slice's endpoints and ports, in its order. */
  constructor(endpoints: readonly Source[], ports: readonly Source[]) {
    this.#endpoints = endpoints;
    this.#ports = ports;
  }

  readonly path = (at: FieldPath): FieldPath => {
    const [member, index, field] = at;
    if (member === 'endpoints')
      return typeof index === 'number' ? this.#addressPath(index, at) : listPath(this.#endpoints[0]);
    if (member === 'ports') return this.#portPath(at);
    if (member === 'addressType') return this.#addressPath(0, ['endpoints', 0, 'addresses', 0]);
    // Mirroring makes this label from the name of the object.
    const isServiceName = member === 'metadata' && typeof field === 'object' && field.key === LABELS.serviceName;
    return isServiceName ? ['metadata', 'name'] : at;
  };

  /** The conditions follow from the list that contains the address; Endpoints have no zone and no hints. */
  #addressPath(endpoint: number, [, , field, ...rest]: FieldPath): FieldPath {
    const source = this.#endpoints[endpoint];
    if (source === undefined) return ['subsets'];
    const address = pathOf(source);
    if (field === 'addresses') return [...address, 'ip'];
    return field !== undefined && SHARED.has(field) ? [...address, field, ...rest] : address;
  }

  #portPath([, index, ...rest]: FieldPath): FieldPath {
    const source = typeof index === 'number' ? this.#ports[index] : undefined;
    if (source !== undefined) return [...pathOf(source), ...rest];
    const [first = this.#endpoints[0]] = this.#ports;
    return first === undefined ? ['subsets'] : ['subsets', first.subset, 'ports'];
  }
}

function pathOf({ subset, list, index }: Source): FieldPath {
  return ['subsets', subset, list, index];
}

function listPath(source: Source | undefined): FieldPath {
  return source === undefined ? ['subsets'] : ['subsets', source.subset, source.list];
}
