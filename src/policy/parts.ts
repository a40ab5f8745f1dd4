// The slices that one object becomes, each with the one that stood in its place: v1 Endpoints are judged so.
import { makeSlice } from '../model/decode.ts';
import type { DecodedObject } from '../model/decode-object.ts';
import type { Endpoint, Port, Slice } from '../model/slice.ts';
import type { Past } from './rule.ts';
import { readiness } from './shrinking.ts';
import type { Part } from './subject.ts';

/** `stored` reads the stored object, when first asked; it may throw PastError. Undefined when there is none, or it is unknown. */
export function pairParts(slices: readonly Slice[], stored: (() => DecodedObject) | undefined): readonly Part[] {
  if (stored === undefined) return slices.map((slice) => ({ slice, past: undefined }));
  let before: Before | undefined;
  const read = (): Before => (before ??= new Before(stored()));
  return slices.map((slice) => ({ slice, past: pastOf(read, slice) }));
}

function pastOf(before: () => Before, slice: Slice): Past {
  let found: Slice | undefined;
  return {
    // Labels of an object that became no slice did nothing, and nobody judged them.
    labels: () => (before().isNothing ? {} : before().whole.metadata.labels),
    metadata: () => before().whole.metadata,
    slice: () => (found ??= before().counterpart(slice)),
    wasNothing: () => before().isNothing,
  };
}

type ByAddress = ReadonlyMap<string, Endpoint>;

/** The slices that the stored object became. No two of one family share a port: repacking sees to that. */
class Before {
  readonly whole: Slice;
  readonly isNothing: boolean;
  readonly #byPorts: ReadonlyMap<string, Slice>;
  readonly #byPort: ReadonlyMap<string, Slice>;
  readonly #endpoints = new Map<Slice, ByAddress>();

  constructor({ slice, parts = [] }: DecodedObject) {
    this.whole = slice;
    this.isNothing = parts.length === 0;
    this.#byPorts = new Map(parts.map((part) => [keyOf(part, part.ports), part]));
    this.#byPort = new Map(parts.flatMap((part) => part.ports.map((port) => [keyOf(part, [port]), part])));
  }

  /**
   * The slice of the same ports. Where there is none, sets of ports have split or joined because an address came or went somewhere; then it is what all
   * these ports had led to, of the endpoints that are there now, each as little ready as on any of them.
   */
  counterpart(slice: Slice): Slice {
    const same = this.#byPorts.get(keyOf(slice, slice.ports));
    if (same !== undefined) return same;
    const { origin, addressType, ports, portCount, ascii } = slice;
    const endpoints = this.#shared(slice);
    const { metadata } = this.whole;
    return makeSlice({ origin, metadata, addressType, endpoints, endpointCount: endpoints.length, ports, portCount, ascii });
  }

  #shared(slice: Slice): readonly Endpoint[] {
    const sources = new Set(slice.ports.map((port) => this.#byPort.get(keyOf(slice, [port]))));
    if (sources.size === 0 || sources.has(undefined)) return [];
    // Few endpoints first: what is not there needs not be looked for among the others.
    const lists = [...sources].flatMap((source) => (source === undefined ? [] : this.#byAddress(source)));
    lists.sort((left, right) => left.size - right.size);
    return slice.endpoints.flatMap((endpoint) => leastReady(addressOf(endpoint), lists) ?? []);
  }

  #byAddress(source: Slice): ByAddress {
    const known = this.#endpoints.get(source) ?? new Map(source.endpoints.map((endpoint) => [addressOf(endpoint), endpoint]));
    this.#endpoints.set(source, known);
    return known;
  }
}

/** What else is said of an address is taken from where it stands first, and so may change when that goes. */
function addressOf({ addresses, targetRef }: Endpoint): string {
  return JSON.stringify([addresses, targetRef]);
}

/** Undefined if one of the lists does not have it. */
function leastReady(address: string, lists: readonly ByAddress[]): Endpoint | undefined {
  let least: Endpoint | undefined;
  for (const list of lists) {
    const endpoint = list.get(address);
    if (endpoint === undefined) return undefined;
    if (least === undefined || readiness(endpoint) < readiness(least)) least = endpoint;
  }
  return least;
}

/** As the controller tells its slices apart. Their ports are sorted. */
function keyOf({ addressType }: Slice, ports: readonly Port[]): string {
  return JSON.stringify([addressType, ports]);
}
