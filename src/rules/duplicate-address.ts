// duplicate-address: one backend that appears twice in a slice.
import { z } from 'zod';
import { Numbers } from '../model/numbers.ts';
import { addressKey, mayHaveDuplicates } from '../model/address/same-address.ts';
import type { Address } from '../model/address/address.ts';
import type { PatchOperation } from '../model/json-patch.ts';
import { isReady, type Endpoint, type Slice } from '../model/slice.ts';
import { defineRule, nothing, type AddressReport } from '../policy/rule.ts';

export const duplicateAddress = defineRule({
  id: 'duplicate-address',
  category: 'address',
  summary: 'An address appears once in a slice',
  rationale:
    'All endpoints of a slice have the same ports, so an address that appears twice is one backend twice. The ' +
    'API server stores it. ' +
    'kube-proxy keeps one copy; consumers that do not sort copies out send that backend twice the traffic ' +
    '(istio/istio#27603, ' +
    'nginx/nginx-gateway-fabric#253, submariner-io/lighthouse#1322). If the copies differ in their conditions, ' +
    'which one counts is ' +
    'undefined: a backend that is down may get traffic, one that is up may get none ' +
    '(kubernetes/kubernetes#121556). Only a copy that ' +
    'terminates is harmless: networks reuse the address of a pod that is going away, and kube-proxy then takes ' +
    'the other one. The same ' +
    'address in two slices of a Service is looked for once the cluster is known.',
  remediation: 'Keep one endpoint for each address, with the conditions that are true.',
  needs: [],
  fixes: true,
  options: z.strictObject({}),
  messages: {
    'same-endpoint': {
      text: '{seen} is already at {other}; keep it once: an endpoint is one backend',
      reason: 'FieldValueDuplicate',
      recommended: 'warn',
      strict: 'deny',
    },
    'same-slice': {
      text: '{seen} is already at {other}, and some consumers send it twice the traffic; keep one of them',
      reason: 'FieldValueDuplicate',
      recommended: 'warn',
      strict: 'deny',
    },
    conflict: {
      text: '{seen} is {is} here and {was} at {other}, so which one counts is undefined; keep the right one',
      reason: 'FieldValueDuplicate',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'Two backends, and a pod that is going away whose address has a new pod already',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
  - addresses: ["10.1.2.4"]
    conditions: {ready: false, serving: true, terminating: true}
  - addresses: ["10.1.2.4"]
    conditions: {ready: true, serving: true, terminating: false}
`,
      },
    ],
    bad: [
      {
        title: 'A list that was concatenated',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: database-1
addressType: IPv6
endpoints:
  - addresses: ["fd00::3"]
  - addresses: ["fd00::4", "fd00:0::4"]
  - addresses: ["FD00::3"]
`,
        findings: [
          ['endpoints[1].addresses[1]', 'same-endpoint'],
          ['endpoints[2].addresses[0]', 'same-slice'],
        ],
      },
      {
        title: 'Ready and not ready at once, as in kubernetes/kubernetes#121556',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: database-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    conditions: {ready: true}
  - addresses: ["10.1.2.3"]
    conditions: {ready: false}
`,
        findings: [['endpoints[1].addresses[0]', 'conflict']],
      },
    ],
  },
  prepare: nothing,
  check({ slice, reportAddress }) {
    if (!mayHaveDuplicates(slice.addresses, slice.ascii)) return;
    const numbers = new Numbers();
    const repeats = new Repeats(slice, numbers);
    const found = [...repetitions(slice, numbers)];
    const copies = copiesOf(found);
    const describe = ({ address, number, first, conflict }: Repetition): AddressReport => {
      const other = ['endpoints', first.endpoint, 'addresses', first.index];
      const parts = { expected: 'every address once', copies: copies.get(number) ?? [] };
      if (address.endpoint === first.endpoint) {
        const path = `/endpoints/${address.endpoint}/addresses/${address.index}`;
        return { ...parts, data: { other }, fix: [{ op: 'remove', path }] };
      }
      if (conflict === undefined) return { ...parts, data: { other }, fix: repeats.fix(address.endpoint) };
      return { ...parts, data: { other, ...conflict } };
    };
    for (const repetition of found) reportAddress(idOf(repetition), repetition.address, describe, repetition);
  },
});

function idOf({ address, first, conflict }: Repetition): 'same-endpoint' | 'same-slice' | 'conflict' {
  if (address.endpoint === first.endpoint) return 'same-endpoint';
  return conflict === undefined ? 'same-slice' : 'conflict';
}

interface Repetition {
  readonly address: Address;
  /** Of its key. */
  readonly number: number;
  readonly first: Address;
  readonly conflict: { readonly is: string; readonly was: string } | undefined;
}

/**
 * Every address that is not the first of its kind. V8 seeds the hash of strings, so no writer can choose addresses that
 * make a Map slow.
 */
function* repetitions({ addresses, endpoints }: Slice, numbers: Numbers): Generator<Repetition> {
  const firsts = new Map<number, { readonly address: Address; readonly endpoint: Endpoint }>();
  for (const address of addresses) {
    const endpoint = endpoints[address.endpoint];
    if (endpoint === undefined || endpoint.conditions.terminating === true) continue;
    const number = numbers.of(addressKey(address));
    const first = firsts.get(number);
    if (first === undefined) firsts.set(number, { address, endpoint });
    else yield { address, number, first: first.address, conflict: compare(endpoint, first.endpoint) };
  }
}

/**
 * The endpoints that have an address, by its number: of two the later one is blamed, and which one that is means
 * nothing.
 */
function copiesOf(repeated: readonly Repetition[]): ReadonlyMap<number, readonly number[]> {
  const copies = new Map<number, number[]>();
  for (const { address, number, first } of repeated) {
    const known = copies.get(number);
    if (known === undefined) copies.set(number, [first.endpoint, address.endpoint]);
    else known.push(address.endpoint);
  }
  return copies;
}

/**
 * Which endpoints may go, because an earlier one says the same; one with a target or a node of its own is for a person
 * to choose.
 */
class Repeats {
  readonly #endpoints: readonly Endpoint[];
  readonly #numbers: Numbers;
  /** Of the first address of each endpoint. */
  readonly #keys: readonly string[];
  /** What the endpoints say up to the last one that was asked about. */
  readonly #said = new Set<number>();
  #next = 0;
  #last: { readonly index: number; readonly fix: readonly PatchOperation[] } = { index: -1, fix: [] };

  constructor({ endpoints, addresses }: Slice, numbers: Numbers) {
    this.#endpoints = endpoints;
    this.#numbers = numbers;
    const keys: string[] = [];
    for (const address of addresses) if (address.index === 0) keys[address.endpoint] = addressKey(address);
    this.#keys = keys;
  }

  /**
   * To be asked in the order of the endpoints: so each is written out once or twice, were it repeated a thousand times
   * with a hundred addresses.
   */
  fix(index: number): readonly PatchOperation[] {
    if (this.#last.index === index) return this.#last.fix;
    for (; this.#next < index; this.#next++) this.#said.add(this.#contentOf(this.#next));
    const isRepeat = this.#said.has(this.#contentOf(index));
    this.#last = { index, fix: isRepeat ? [{ op: 'remove', path: `/endpoints/${index}` }] : [] };
    return this.#last.fix;
  }

  /** The spelling of an address that is alone does not matter, and an absent condition is its default. */
  #contentOf(index: number): number {
    const endpoint = this.#endpoints[index];
    if (endpoint === undefined) return this.#numbers.of('');
    const { addresses, addressCount, conditions, hostname, targetRef, nodeName, zone, hints } = endpoint;
    const { ready = true, serving = true, terminating = false } = conditions;
    const spelled = addressCount === 1 ? this.#keys[index] : addresses;
    return this.#numbers.of(
      JSON.stringify([spelled, addressCount, ready, serving, terminating, hostname, targetRef, nodeName, zone, hints]),
    );
  }
}

function compare(now: Endpoint, first: Endpoint): Repetition['conflict'] {
  const is = stateOf(now);
  const was = stateOf(first);
  return is === was ? undefined : { is, was };
}

function stateOf(endpoint: Endpoint): string {
  const serving = endpoint.conditions.serving === false ? ' and not serving' : '';
  return `${isReady(endpoint) ? 'ready' : 'not ready'}${serving}`;
}
