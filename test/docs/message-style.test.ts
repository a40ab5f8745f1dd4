// The style of CONTRIBUTING.md, "Messages", in every text that src throws or reports. Rules' own messages, which are filled
// in, are in test/rules/messages.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');

/** Texts of errors, of problems and of lint's notes, as far as they begin with a literal; further literals with them. */
const PLACES = [
  /new (?:User|External|Option|Read|InvalidArgument)Error\(\s*(?:\w+,\s*|\[[^\]]*\],\s*)?(?<text>(?:(?:'[^'\n]*'|"[^"\n]*"|`[^`]*`)\s*\+?\s*)+)/g,
  /\bmessage:\s*(?<text>(?:(?:'[^'\n]*'|"[^"\n]*"|`[^`]*`)\s*\+?\s*)+)/g,
];

/** Names, which keep their capitals. */
const NAMES =
  /^(?:[A-Z][a-z]+[A-Z]\w*|Kubernetes|Git|YAML|JSON|PEM|UTF|RE2|HTTP|TLS|Endpoints|Services?|Node|SIG[A-Z]+|[A-Z_]+)\b/;
const MAX_FIRST_CLAUSE = 120;

interface Message {
  readonly place: string;
  readonly text: string;
}

function messagesOf(file: string): readonly Message[] {
  const source = readFileSync(join(SRC, file), 'utf8');
  return PLACES.flatMap((pattern) =>
    [...source.matchAll(pattern)].map(({ index, groups }) => ({
      place: `src/${file}:${source.slice(0, index).split('\n').length}`,
      text: textOf(groups?.['text'] ?? ''),
    })),
  );
}

/** The text of literals, with `…` for what is filled in. */
function textOf(literals: string): string {
  return [...literals.matchAll(/'([^'\n]*)'|"([^"\n]*)"|`([^`]*)`/g)]
    .map(([, single, double, template]) => single ?? double ?? template ?? '')
    .join('')
    .replaceAll(/\$\{[^}]*\}/g, '…');
}

const MESSAGES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('rules/'))
  .flatMap(messagesOf);

function offences(isWrong: (text: string) => boolean): readonly string[] {
  return MESSAGES.filter(({ text }) => isWrong(text)).map(({ place, text }) => `${place}: ${text}`);
}

describe('the messages of src', () => {
  it('are found', () => {
    expect(MESSAGES.length).toBeGreaterThan(100);
  });
  it('begin with a small letter, unless with a name', () => {
    expect(offences((text) => /^[A-Z]/.test(text) && !NAMES.test(text))).toEqual([]);
  });
  it('have no full stop at the end', () => {
    expect(offences((text) => /[^.…]\.$/.test(text))).toEqual([]);
  });
  it('have at most one semicolon, before what to do', () => {
    expect(offences((text) => text.split('; ').length > 2)).toEqual([]);
  });
  it('say in their first clause what is wrong', () => {
    expect(offences((text) => (text.split('; ')[0] ?? '').length > MAX_FIRST_CLAUSE)).toEqual([]);
  });
});
