// Rules that could not decide: what they lack, for a whole run, and as the reason of a denial.
import type { Need } from '../policy/rule.ts';
import { needWords } from '../policy/need-words.ts';
import type { Decision, Undecided } from '../policy/subject.ts';
import { plural } from './plural.ts';

/** What to do so that `check` knows it. */
const REMEDIES: Readonly<Record<Need, string>> = {
  user: 'add --as',
  oldObject: 'add --old',
  namespaces: 'add them to the input',
  services: 'add them to the input',
  pods: 'add them to the input',
  nodes: 'add them to the input',
  serviceCIDRs: 'add them to the input',
};

/** `managed-by needs the user; add --as`. */
export function undecidedText({ rule, needs }: Undecided): string {
  return needs === 'bug' ? failedText(rule) : `${rule} needs ${needWords(needs)}; ${REMEDIES[needs]}`;
}

/** `managed-by needs the user, which an audit does not know`: no flag changes that. */
export function undecidedInCluster({ rule, needs }: Undecided): string {
  return needs === 'bug' ? failedText(rule) : `${rule} needs ${needWords(needs)}, which an audit does not know`;
}

function failedText(rule: string): string {
  return `${rule} failed; please report this bug`;
}

/** The undecided rules that denied the object (`undecided: deny`); empty if there is another reason. */
export function reasonsToDeny({ allowed, counts, undecided }: Decision): readonly Undecided[] {
  return allowed || counts.deny > 0 ? [] : undecided.filter(({ denies }) => denies === true);
}

/** One line each. */
export class UndecidedTally {
  readonly #text: (undecided: Undecided) => string;
  readonly #slices = new Map<string, number>();

  constructor(text: (undecided: Undecided) => string = undecidedText) {
    this.#text = text;
  }

  add({ undecided }: Decision): void {
    for (const one of undecided) {
      const reason = this.#text(one);
      this.#slices.set(reason, (this.#slices.get(reason) ?? 0) + 1);
    }
  }

  lines(): string {
    return [...this.#slices].map(([reason, count]) => `undecided for ${plural(count, 'slice')}: ${reason}\n`).join('');
  }
}
