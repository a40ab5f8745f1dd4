// v1 Endpoints that a server stores and that never become EndpointSlices, so that no proxy reads them. Sources in
// https://github.com/kubernetes/kubernetes: pkg/controller/endpointslicemirroring (syncEndpoints, newEndpointSlice) and
// pkg/api/v1/endpoints/util.go (RepackSubsets).
import { mayBeMirrored } from '../../endpoints/mirroring.ts';
import { repack } from '../../endpoints/repack.ts';
import { Subsets } from '../../endpoints/table.ts';
import type { FieldPath } from '../../field-path.ts';
import { isObject } from '../../is-object.ts';
import { Numbers } from '../../numbers.ts';
import { MAX_LABEL } from '../formats.ts';
import { readEndpoints, readSubset } from './raw.ts';

export type Unmirrored =
  /** No Service can have this name, and mirroring needs one of the same name. */
  | { readonly kind: 'name'; readonly path: FieldPath; readonly name: string }
  /**
   * Ports of one name lead to the same addresses, so mirroring puts them into one slice, and the server refuses that.
   * `other`: the path of the first port with this name.
   */
  | { readonly kind: 'port-name'; readonly path: FieldPath; readonly name: string; readonly other: FieldPath };

/**
 * Why Endpoints that the server accepts are never mirrored, or not as a whole. Empty for those that ask not to be
 * mirrored. Names on which versions disagree (a digit first, since 1.36 a Service may have it) count as possible, and
 * nothing is said about ports of an object that is too large to be judged. Linear, and never throws.
 */
export function findUnmirrored(value: unknown): readonly Unmirrored[] {
  const { metadata, subsets } = readEndpoints(value);
  if (!mayBeMirrored(metadata)) return [];
  const { name } = metadata;
  const found: Unmirrored[] = [];
  if (name.length > MAX_LABEL || name.includes('.')) found.push({ kind: 'name', path: ['metadata', 'name'], name });
  return [...found, ...findPorts(subsets)];
}

function findPorts(subsets: readonly unknown[]): readonly Unmirrored[] {
  const table = new Subsets(subsets.map(asControllerSees)).table;
  const mirrors = table && repack(table);
  if (table === undefined || mirrors === undefined) return [];
  const found = new Map<number, Unmirrored>();
  const { ports } = table;
  for (const mirror of mirrors) {
    const numbers = new Numbers();
    const firsts = new Map<number, number>();
    // Ports are numbered as they appear in the object.
    for (const port of mirror.ports.toSorted((left, right) => left - right)) {
      const { name } = ports.port(port);
      const key = numbers.of(name);
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, port);
      // Slices of both families have the same ports.
      else if (!found.has(port)) found.set(port, { kind: 'port-name', path: nameOf(port), name, other: pathOf(first) });
    }
  }
  return [...found.values()];

  function pathOf(port: number): FieldPath {
    const { subset, index } = ports.source(port);
    return ['subsets', subset, 'ports', index];
  }

  function nameOf(port: number): FieldPath {
    return [...pathOf(port), 'name'];
  }
}

/**
 * RepackSubsets recognizes equal ports by a Go struct in which appProtocol is a pointer: two ports that have one are
 * never equal. Here each gets a value of its own instead.
 */
function asControllerSees(subset: unknown, index: number): unknown {
  const { addresses, notReadyAddresses, ports } = readSubset(subset);
  return {
    addresses,
    notReadyAddresses,
    ports: ports.map((port, place) =>
      isObject<'appProtocol'>(port) && typeof port.appProtocol === 'string'
        ? { ...port, appProtocol: `${index}/${place}` }
        : port,
    ),
  };
}
