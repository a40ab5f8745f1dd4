// What several instances of one rule say of one place: the strongest finding stays.
import { formatPath, type FieldPath } from '../../model/field-path.ts';
import { isStronger } from '../policy-set.ts';
import type { Effective } from './tally.ts';

/** The strongest of what was said at one place. */
export interface Winner<Detail> {
  action: Effective;
  /**
   * Undefined where enough of this action were kept, though others have overtaken some of them since: a hundred
   * thousand reports of several instances would fill the memory.
   */
  detail: Detail | undefined;
  /** The instance that spoke here last; 0 while nothing was said here, below 0 if what was said is forgotten. */
  instance: number;
  /** Of what the instances say here a second time. */
  next: Winner<Detail> | undefined;
}

/**
 * The findings of one rule about one slice, instance after instance. An instance may say several things of one place:
 * its first competes with the first of another, its second with the second.
 */
export class Rivals<Detail> {
  readonly #max: number;
  readonly #byId = new Map<string, Places<Winner<Detail>>>();
  readonly #winners: Winner<Detail>[] = [];
  #kept = new Map<Effective, number>();
  #instance = 0;
  /** What the instance that speaks has found and changed. */
  #firstNew = 0;
  #keptBefore: Map<Effective, number> = new Map();
  #overtaken: { readonly winner: Winner<Detail>; readonly before: Winner<Detail> }[] = [];

  /** `max`: details that are kept of each action. */
  constructor(max: number) {
    this.#max = max;
  }

  /** What is said from now on is said by another instance. */
  nextInstance(): void {
    this.#instance++;
    this.#firstNew = this.#winners.length;
    this.#keptBefore = new Map(this.#kept);
    this.#overtaken = [];
  }

  /** Forgets what the instance has said that spoke last. */
  drop(): void {
    for (let index = this.#firstNew; index < this.#winners.length; index++)
      Object.assign(this.#winners[index] ?? {}, { instance: -1 });
    for (const { winner, before } of this.#overtaken) Object.assign(winner, before);
    this.#kept = this.#keptBefore;
  }

  /**
   * What to note a detail in, if there is room for it and nothing as strong was said of the place: a path, or that of
   * an address (`addressPlace`).
   */
  say(id: string, at: FieldPath | number, action: Effective): { detail: Detail | undefined } | undefined {
    const winner = this.#competitor(id, typeof at === 'number' ? at : placeOf(at));
    const isFirst = winner.instance <= 0;
    const overtakes = !isFirst && isStronger(action, winner.action);
    if (overtakes || winner.instance < 0) this.#overtaken.push({ winner, before: { ...winner } });
    winner.instance = this.#instance;
    if (!isFirst && !overtakes) return undefined;
    winner.action = action;
    winner.detail = undefined;
    return this.#takeRoom(action) ? winner : undefined;
  }

  /** In the order in which the places were first named. */
  *winners(): Generator<Winner<Detail>> {
    for (const winner of this.#winners) if (winner.instance > 0) yield winner;
  }

  #competitor(id: string, place: Place): Winner<Detail> {
    const places = this.#byId.get(id) ?? new Places<Winner<Detail>>();
    this.#byId.set(id, places);
    const first = places.get(place);
    if (first === undefined) {
      const winner = this.#newWinner();
      places.set(place, winner);
      return winner;
    }
    let winner = first;
    while (winner.instance === this.#instance) winner = winner.next ??= this.#newWinner();
    return winner;
  }

  #newWinner(): Winner<Detail> {
    const winner = { action: 'audit' as const, detail: undefined, instance: 0, next: undefined };
    this.#winners.push(winner);
    return winner;
  }

  #takeRoom(action: Effective): boolean {
    const kept = this.#kept.get(action) ?? 0;
    if (kept === this.#max) return false;
    this.#kept.set(action, kept + 1);
    return true;
  }
}

/**
 * Where a finding is: an address is identified by its two numbers, because to write a hundred thousand paths as text
 * takes longer than to judge.
 */
type Place = string | number;

/** A value for each place, as in a Map, which is slower to fill with a hundred thousand addresses. */
class Places<Value> {
  readonly #ofAddresses: Value[] = [];
  readonly #others = new Map<string, Value>();

  get(place: Place): Value | undefined {
    return typeof place === 'number' ? this.#ofAddresses[place] : this.#others.get(place);
  }

  set(place: Place, value: Value): void {
    if (typeof place === 'number') this.#ofAddresses[place] = value;
    else this.#others.set(place, value);
  }
}

/** More addresses than an endpoint has, so that each pair is one small number. */
const STRIDE = 128;

function placeOf(at: FieldPath): Place {
  const [list, one, member, two] = at;
  const isAddress =
    at.length === 4 &&
    list === 'endpoints' &&
    member === 'addresses' &&
    typeof one === 'number' &&
    typeof two === 'number';
  return isAddress ? addressPlace(one, two) : formatPath(at);
}

export function addressPlace(endpoint: number, index: number): number {
  return endpoint * STRIDE + index;
}
