// The rest of a policy: enforcement, trusted writers, networks, names.
import { parseRanges, type RangeSet } from '../../model/address/cidr.ts';
import type { Linted, Path } from './note.ts';
import { areDisjoint, scopeCovers } from './scope.ts';
import { isStronger, strongest } from '../policy-set.ts';
import type { Action } from '../rule.ts';

/** What needs the whole of one policy to be seen. */
export function lintParts(linted: Linted): void {
  lintEnforcement(linted);
  for (const index of (linted.written.spec.writers?.trusted ?? []).keys()) lintTrusted(linted, index);
  lintNetworks(linted);
}

function lintEnforcement({ written, compiled: { effective }, say }: Linted): void {
  const { enforcement } = written.spec;
  const above = effective.instances.filter(({ action }) => action !== undefined && isStronger(action, enforcement));
  if (above.length === 0) return;
  const [first] = above;
  const others = above.length === 1 ? '' : ` and ${above.length - 1} more`;
  say(
    'enforcement',
    ['spec', 'enforcement'],
    `nothing leads to more than ${enforcement}, though ${first?.rule.id}${others} ` +
      `${above.length === 1 ? 'says' : 'say'} ${first?.action}`,
  );
}

type Trusted = NonNullable<NonNullable<Linted['written']['spec']['writers']>['trusted']>[number];

function lintTrusted(linted: Linted, index: number): void {
  const all = linted.written.spec.writers?.trusted ?? [];
  const entry = all[index];
  if (entry === undefined) return;
  const path: Path = ['spec', 'writers', 'trusted', index];
  const { effective } = linted.compiled;
  const say = (at: Path, message: string): void => linted.say('unused-trust', [...path, ...at], message);
  const earlier = all.slice(0, index).findIndex((other) => takesAll(other, entry));
  if (effective.writers.controllers.includes(entry.user))
    say(['user'], `${entry.user} is one of the controllers: nothing of theirs is denied anyway`);
  else if (earlier !== -1)
    say(
      [],
      `never used: the first entry that matches counts, and writers.trusted.${earlier} matches wherever this one does`,
    );
  else if (areDisjoint(namespacesOf(entry), effective.match))
    say(['namespaces'], 'never used: the policy does not apply to these namespaces');
  if (Object.keys(entry.rules).length === 0)
    say(['rules'], 'relaxes nothing; list the rules, each with its strongest action');
  for (const [id, action] of Object.entries(entry.rules)) lintRelaxed(linted, id, action, say);
}

function lintRelaxed(
  { compiled: { effective } }: Linted,
  id: string,
  action: Action,
  say: (at: Path, message: string) => void,
): void {
  const instances = effective.instances.filter(({ rule }) => rule.id === id);
  const most = strongest(instances.flatMap(({ actions }) => [...actions.values()]));
  if (instances.length === 0) say(['rules', id], `relaxes nothing: ${id} does not run`);
  else if (!isStronger(most, action)) say(['rules', id], `relaxes nothing: ${id} leads to ${most} at most`);
}

function takesAll(other: Trusted, entry: Trusted): boolean {
  const same = other.user === entry.user && other.managedBy === entry.managedBy;
  return same && scopeCovers({ match: namespacesOf(other) }, { match: namespacesOf(entry) });
}

function namespacesOf({ namespaces }: Trusted): { namespaces?: { names: string[] } } {
  return namespaces === undefined ? {} : { namespaces: { names: namespaces } };
}

/** A network is referred to if some rule that runs reads it when it is set up. */
function lintNetworks({ written, compiled: { effective }, say }: Linted): void {
  const names = Object.keys(written.spec.networks ?? {});
  if (names.length === 0) return;
  const networks = new WatchedNetworks(
    Object.entries(written.spec.networks ?? {}).map(([name, ranges]) => [name, parseRanges(ranges)]),
  );
  for (const { rule, options } of effective.instances) rule.compile(options, { networks });
  for (const name of names.filter((one) => !networks.read.has(one))) {
    say('unused-network', ['spec', 'networks', name], `no rule that runs refers to ${name}; remove it`);
  }
}

/** Remembers what was read. Iterating reads all. */
class WatchedNetworks extends Map<string, RangeSet> {
  // Not a field initialised here: the constructor of Map calls set before fields exist, which reads nothing.
  readonly read = new Set<string>();

  override get(name: string): RangeSet | undefined {
    this.read.add(name);
    return super.get(name);
  }

  override has(name: string): boolean {
    this.read.add(name);
    return super.has(name);
  }

  override values(): MapIterator<RangeSet> {
    return this.#all(super.values());
  }

  override entries(): MapIterator<[string, RangeSet]> {
    return this.#all(super.entries());
  }

  override [Symbol.iterator](): MapIterator<[string, RangeSet]> {
    return this.entries();
  }

  override forEach(...args: Parameters<Map<string, RangeSet>['forEach']>): void {
    this.#all(undefined);
    super.forEach(...args);
  }

  #all<T>(result: T): T {
    for (const name of super.keys()) this.read.add(name);
    return result;
  }
}
