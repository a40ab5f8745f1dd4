// What several instances of one rule say of one place: the strongest finding stays.
import { formatPath, type FieldPath } from '../model/field-path.ts';
import { isStronger } from './policy-set.ts';
import type { Action } from './rule.ts';

/** A finding as far as it is compared with others. */
export interface Rival {
  /** The message id. */
  readonly id: string;
  readonly report: { readonly at: FieldPath };
  readonly outcome: { readonly action: Action };
}

interface Winner<R> {
  rival: R;
  /** The instance that spoke here last. */
  instance: number;
  /** Of what the instances say here a second time. */
  next: Winner<R> | undefined;
}

/**
 * The findings of one rule about one slice, instance after instance. An instance may say several things of one place: its first competes with the first
 * of another, its second with the second.
 */
export class Rivals<R extends Rival> {
  readonly #byId = new Map<string, Map<string | number, Winner<R>>>();
  readonly #winners: Winner<R>[] = [];
  #instance = 0;

  /** Takes all that one instance has found. */
  add(found: readonly R[]): void {
    this.#instance++;
    for (const rival of found) this.#compete(rival);
  }

  /** The strongest at each place, of equals the first, in the order in which the places were first named. */
  *strongest(): Generator<R> {
    for (const { rival } of this.#winners) yield rival;
  }

  #compete(rival: R): void {
    const { id, report } = rival;
    const places = this.#byId.get(id) ?? new Map<string | number, Winner<R>>();
    this.#byId.set(id, places);
    const place = placeOf(report.at);
    const first = places.get(place);
    if (first === undefined) {
      places.set(place, this.#newWinner(rival));
      return;
    }
    let winner = first;
    while (winner.instance === this.#instance) winner = winner.next ??= this.#newWinner(rival, 0);
    winner.instance = this.#instance;
    if (isStronger(rival.outcome.action, winner.rival.outcome.action)) winner.rival = rival;
  }

  #newWinner(rival: R, instance = this.#instance): Winner<R> {
    const winner = { rival, instance, next: undefined };
    this.#winners.push(winner);
    return winner;
  }
}

/** More indexes than a place below an endpoint has: so each pair is one small number. */
const STRIDE = 128;
const MAX_SMALL = 2 ** 30;

/** To write a hundred thousand paths as text takes longer than to judge: an address is known by its two numbers. */
function placeOf(at: FieldPath): string | number {
  const [list, one, member, two] = at;
  const isAddress = at.length === 4 && list === 'endpoints' && member === 'addresses' && typeof one === 'number' && typeof two === 'number';
  return isAddress && two < STRIDE && one < MAX_SMALL / STRIDE ? one * STRIDE + two : formatPath(at);
}
