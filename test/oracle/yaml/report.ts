// What is printed of a comparison: counts, and the smallest texts on which the two differ.
import { kindOf, type Reader } from './compare.ts';
import type { KubectlReader } from './kubectl.ts';
import { compareOne, type Failure, type Tally } from './run.ts';
import { shrink } from './shrink.ts';

/** Of failures that look alike, so many are made small. */
const MAX_OF_A_KIND = 2;

/** Counts, and how often each message was given for a text that kubectl reads. */
export function summary({ counts, messages }: Tally): string {
  const verdicts = Object.entries(counts).map(([verdict, count]) => `${verdict} ${count}`);
  const sorted = [...messages].toSorted(([, one], [, other]) => other - one);
  return [verdicts.join(', '), ...sorted.map(([message, count]) => `${String(count).padStart(7)} ${message}`)].join(
    '\n',
  );
}

/** The smallest texts of some failures of each kind, each once, with both readings. */
export async function smallest(
  kubectl: KubectlReader,
  read: Reader,
  failures: readonly Failure[],
): Promise<readonly string[]> {
  const kinds = new Map<string, number>();
  const found = new Map<string, string>();
  for (const { text, theirs, comparison } of failures) {
    const kind = kindOf(comparison, theirs);
    const before = kinds.get(kind) ?? 0;
    kinds.set(kind, before + 1);
    if (before >= MAX_OF_A_KIND) continue;
    const small = await shrink(text, async (smaller) => {
      const one = await compareOne(kubectl, read, smaller);
      return kindOf(one.comparison, one.theirs) === kind;
    });
    found.set(small, describeBoth(small, await compareOne(kubectl, read, small)));
  }
  return [...found.values()];
}

function describeBoth(text: string, { theirs: reading, comparison }: Omit<Failure, 'text'>): string {
  const { documents, error } = reading;
  const theirs = documents.map((document) => document.error ?? JSON.stringify(document.value));
  const end = error === undefined ? [] : [`error: ${error}`];
  return [
    shortened(JSON.stringify(text)),
    `kubectl:   ${[...theirs, ...end].join(' | ')}`,
    `sliceward: ${comparison.ours.map((one) => JSON.stringify(one)).join(' | ')}`,
  ].join('\n');
}

/** Long repetitions, with which a text passes 4,096 bytes, as their number. */
function shortened(text: string): string {
  return text.replaceAll(/(\\?.{1,4}?)\1{20,}/g, (all, one: string) => `<${all.length / one.length} times ${one}>`);
}
