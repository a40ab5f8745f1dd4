// Makes a text small that shows something: first of its lines, then of its characters, as many as can go.

/** Questions that one text may cost. */
const MAX_QUESTIONS = 5000;
/** The longest run that is tried at every place: a member of a mapping with its comma. */
const SHORT_RUN = 8;

interface Search {
  readonly shows: (text: string) => Promise<boolean>;
  /** Questions that may still be asked. */
  left: number;
}

/** The smallest text found for which `shows` holds, as it must for the given one. */
export async function shrink(text: string, shows: (text: string) => Promise<boolean>): Promise<string> {
  const search: Search = { shows, left: MAX_QUESTIONS };
  let found = (await without(text.split(/(?<=\n)/), search)).join('');
  for (;;) {
    const smaller = await simplify((await without(Array.from(found), search)).join(''), search);
    if (smaller === found) return found;
    found = smaller;
  }
}

async function holds(search: Search, text: string): Promise<boolean> {
  search.left--;
  return search.shows(text);
}

/** Takes away runs of parts: half of all, then ever shorter ones. */
async function without(parts: string[], search: Search): Promise<string[]> {
  let kept = parts;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size > SHORT_RUN ? Math.ceil(size / 2) : size - 1) {
    for (let at = 0; at < kept.length && search.left > 0;) {
      const fewer = kept.toSpliced(at, size);
      if (fewer.length > 0 && (await holds(search, fewer.join('')))) kept = fewer;
      else at += size > SHORT_RUN ? size : 1;
    }
  }
  return kept;
}

/** White space, what means something to YAML, and the letter that replaces all others. */
const PLAIN = /[ \t\na\-:?,[\]{}#&*!|>'"%@`]/;

/** Puts plain characters in place of others, so that the same fault has the same text. */
async function simplify(text: string, search: Search): Promise<string> {
  let found = Array.from(text);
  for (const [at, character] of found.entries()) {
    if (PLAIN.test(character) || search.left <= 0) continue;
    const simpler = found.with(at, character === '\r' ? '\n' : 'a');
    if (await holds(search, simpler.join(''))) found = simpler;
  }
  return found.join('');
}
