import { describe, expect, it } from 'vitest';
import { githubWriter } from '../../../src/report/formats/github.ts';
import { markdownWriter } from '../../../src/report/formats/markdown.ts';
import { PLAIN } from '../../../src/report/palette.ts';
import { quietWriter } from '../../../src/report/formats/quiet.ts';
import { summaryWriter } from '../../../src/report/formats/summary-text.ts';
import { print } from '../fixtures.ts';

function printed(weakest: 'deny' | 'warn' | 'audit'): readonly (string | undefined)[] {
  return [...print(quietWriter(githubWriter(), weakest)).matchAll(/^::(\w+) .*?title=(\w+)/gm)].map(
    ([, name, title]) => `${name} ${title}`,
  );
}

describe('quietWriter', () => {
  it('leaves out what is weaker, but no problem', () => {
    // The last one is denied because it could not be decided.
    expect(printed('deny')).toEqual(['error deny', 'error problem', 'error deny']);
    expect(printed('warn')).toEqual(['error deny', 'warning warn', 'error problem', 'error deny']);
    expect(printed('audit')).toEqual(['error deny', 'warning warn', 'error problem', 'error deny', 'notice audit']);
  });
  it('counts what it shows', () => {
    const text = print(quietWriter(markdownWriter(), 'deny'));
    expect(text).toContain('| <code>web.yaml</code> | 2 | 0 | 0 |');
    expect(text).toContain('2 findings to deny</summary>');
    expect(text).not.toContain('to warn</summary>');
    // Denied because it could not be decided.
    expect(text).toContain('undecided for 1 slice');
  });
});

describe('summaryWriter', () => {
  it('counts by rule and action', () => {
    expect(print(summaryWriter(PLAIN))).toBe(`web.yaml:9:3: problem: cannot be read as YAML: a & b

rule            deny     warn    audit
bad-address        2        0        0
no-tuesday         0        1        1

undecided for 1 slice: managed-by needs the user; add --as
5 slices: 1 not judged, 2 denied, 2 findings to deny, 1 to warn, 1 to audit, 1 problem
`);
  });
});
