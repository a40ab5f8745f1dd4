import { describe, expect, it } from 'vitest';
import { isProblem, readDocuments } from '../../src/yaml/read.ts';

function problems(text: string): readonly string[] {
  return [...readDocuments(text)].flatMap((item) =>
    isProblem(item) ? [`${item.position.line}:${item.position.column} ${item.message}`] : [],
  );
}

describe('the problem of a text that cannot be read', () => {
  it.each([
    ['a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> main\n', '2:1 this is a conflict marker of Git; resolve'],
    ['ports:\n- {port: 80}---\nkind: Service\n', '2:13 a separator --- is at the end of line 2; put it on a line'],
    ['a: [1, 2]---\n', '1:10 a separator --- is at the end of line 1; put it on a line'],
    ['a: {{ .Values.a }}\n', '1:4 this is a template, not YAML; render it first'],
    ['%YAML 1.1\n', '1:1 kubectl rejects directives'],
    ['a:\n  b: 1\n\u00a0 c: [\n', '3:1 line 3 is indented with a no-break or invisible space'],
    [' ---\na: 1\n', '1:2 the separator --- in line 1 is indented; remove the white space'],
    ['a: 1\n  --- # c\nb: 2: 3\n', '2:3 the separator --- in line 2 is indented'],
    ['{a:{b: c}}\n', '1:4 cannot be read as YAML: no space is after the colon; add one'],
    ['# a comment ---\na: ]\n', '2:4 cannot be read as YAML'],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual([expect.stringContaining(expected)]);
  });
  it('is not that of text that only looks so', () => {
    expect(problems('a: |\n  <<<<<<< HEAD\n  x---\n')).toEqual([]);
  });
});
