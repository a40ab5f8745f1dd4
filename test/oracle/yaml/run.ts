// Compares many texts, and counts.
import type { Random } from '../../drills/support/scale.ts';
import { compare, type Comparison, type Reader, type Verdict } from './compare.ts';
import type { KubectlReader, Reading } from './kubectl.ts';

/** Texts that are asked for at once. */
const BATCH = 500;

export interface Failure {
  readonly text: string;
  readonly theirs: Reading;
  readonly comparison: Comparison;
}

export interface Tally {
  readonly counts: Readonly<Record<Verdict, number>>;
  /** What was said of texts that kubectl reads, and how often. */
  readonly messages: ReadonlyMap<string, number>;
  /** One text for each of these messages. */
  readonly examples: ReadonlyMap<string, string>;
  /** What must not be. */
  readonly failures: readonly Failure[];
}

export function isFailure(verdict: Verdict): boolean {
  return verdict === 'read-here' || verdict === 'different' || verdict === 'thrown';
}

export async function compareMany(
  kubectl: KubectlReader,
  read: Reader,
  { count, next, make }: { readonly count: number; readonly next: Random; readonly make: (next: Random) => string },
): Promise<Tally> {
  const counts = { same: 0, refused: 0, 'refused-here': 0, 'read-here': 0, different: 0, thrown: 0 };
  const messages = new Map<string, number>();
  const examples = new Map<string, string>();
  const failures: Failure[] = [];
  for (let done = 0; done < count; done += BATCH) {
    const texts = Array.from({ length: Math.min(BATCH, count - done) }, () => make(next));
    for (const [at, first] of (await kubectl.read(texts)).entries()) {
      const text = texts[at] ?? '';
      const comparison = compare(text, first, read);
      const { verdict, message = '' } = comparison;
      counts[verdict]++;
      if (isFailure(verdict)) failures.push({ text, theirs: first, comparison });
      if (verdict !== 'refused-here') continue;
      const kind = withoutDetails(message);
      messages.set(kind, (messages.get(kind) ?? 0) + 1);
      const shortest = examples.get(kind);
      if (shortest === undefined || text.length < shortest.length) examples.set(kind, text);
    }
  }
  return { counts, messages, examples, failures };
}

/** What kubectl reads out of a text, compared with what is read here. */
export async function compareOne(kubectl: KubectlReader, read: Reader, text: string): Promise<Omit<Failure, 'text'>> {
  const [first] = await kubectl.read([text]);
  if (first === undefined) throw new Error('one question has one answer');
  return { theirs: first, comparison: compare(text, first, read) };
}

/** A message without the names and numbers of its text, so that equal ones count as one. */
function withoutDetails(message: string): string {
  return message
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/U\+[0-9A-F]{4,6}/g, 'U+…')
    .replaceAll(/\d+/g, 'N');
}
