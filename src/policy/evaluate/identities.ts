// Which endpoints are the same, of a slice and of the one that is stored: each is written out once, and then compared
// by number.
import { Numbers } from '../../model/numbers.ts';
import type { Endpoint } from '../../model/slice.ts';

export class Identities {
  readonly #numbers = new Numbers();
  readonly #whole = new Map<Endpoint, number>();
  readonly #target = new Map<Endpoint, number>();

  /** Of everything but the conditions. */
  whole(endpoint: Endpoint): number {
    const known = this.#whole.get(endpoint);
    if (known !== undefined) return known;
    const { addresses, addressCount, hostname, targetRef, nodeName, zone, hints } = endpoint;
    return this.#note(this.#whole, endpoint, [addresses, addressCount, hostname, targetRef, nodeName, zone, hints]);
  }

  /** Of addresses and target alone. */
  target(endpoint: Endpoint): number {
    return this.#target.get(endpoint) ?? this.#note(this.#target, endpoint, [endpoint.addresses, endpoint.targetRef]);
  }

  /** Of any other text; none of an endpoint has its number. */
  text(text: string): number {
    return this.#numbers.of(text);
  }

  #note(known: Map<Endpoint, number>, endpoint: Endpoint, parts: readonly unknown[]): number {
    const number = this.#numbers.of(JSON.stringify(parts));
    known.set(endpoint, number);
    return number;
  }
}
