import { describe, expect, it } from 'vitest';
import { githubWriter } from '../../../src/report/formats/github.ts';
import { markdownWriter } from '../../../src/report/formats/markdown.ts';
import { quietWriter } from '../../../src/report/formats/quiet.ts';
import { print } from '../fixtures.ts';

function printed(weakest: 'deny' | 'warn' | 'audit'): readonly (string | undefined)[] {
  return [...print(quietWriter(githubWriter(), weakest)).matchAll(/^::(\w+) .*?title=(\w+)/gm)].map(
    ([, name, title]) => `${name} ${title}`,
  );
}

describe('quietWriter', () => {
  it('omits weaker findings and prints all problems', () => {
    // The last one is denied because it could not be decided.
    expect(printed('deny')).toEqual(['error deny', 'error problem', 'error deny']);
    expect(printed('warn')).toEqual(['error deny', 'warning warn', 'error problem', 'error deny']);
    expect(printed('audit')).toEqual(['error deny', 'warning warn', 'error problem', 'error deny', 'notice audit']);
  });
  it('counts only the findings that it shows', () => {
    const text = print(quietWriter(markdownWriter(), 'deny'));
    expect(text).toContain('| <code>web.yaml</code> | 2 | 0 | 0 |');
    expect(text).toContain('2 findings to deny</summary>');
    expect(text).not.toContain('to warn</summary>');
    // Denied because it could not be decided.
    expect(text).toContain('undecided for 1 slice');
  });
});
