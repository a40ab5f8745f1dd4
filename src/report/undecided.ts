// Rules that could not decide: what they would need, over a whole run, and as the reason of a denial.
import type { Need } from '../policy/rule.ts';
import type { Decision, Undecided } from '../policy/subject.ts';
import { plural } from './plural.ts';

const REMEDIES: Readonly<Record<Need | 'bug', string>> = {
  user: 'the user: add --as',
  oldObject: 'the stored object: add --old',
  namespaces: 'the Namespaces: add them to the input',
  services: 'the Services: add them to the input',
  pods: 'the Pods: add them to the input',
  nodes: 'the Nodes: add them to the input',
  serviceCIDRs: 'the ServiceCIDRs: add them to the input',
  bug: 'to be fixed: it failed, please report this',
};

/** `managed-by needs the user: add --as`. */
export function undecidedText({ rule, needs }: Undecided): string {
  return `${rule} needs ${REMEDIES[needs]}`;
}

/** What could not be decided, where a policy denies for that (`undecided: deny`) and no finding tells why; empty otherwise. */
export function reasonsToDeny({ allowed, counts, undecided }: Decision): readonly Undecided[] {
  return allowed || counts.deny > 0 ? [] : undecided.filter(({ denies }) => denies === true);
}

/** One line each. */
export class UndecidedTally {
  readonly #slices = new Map<string, number>();

  add({ undecided }: Decision): void {
    for (const one of undecided) {
      const reason = undecidedText(one);
      this.#slices.set(reason, (this.#slices.get(reason) ?? 0) + 1);
    }
  }

  lines(): string {
    return [...this.#slices].map(([reason, count]) => `undecided for ${plural(count, 'slice')}: ${reason}\n`).join('');
  }
}
