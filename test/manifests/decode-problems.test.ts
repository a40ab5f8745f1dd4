import { describe, expect, it } from 'vitest';
import { decodeProblems } from '../../src/manifests/decode-problems.ts';
import { readText } from '../../src/manifests/read.ts';
import type { Problem } from '../../src/model/problem.ts';

const HEAD = 'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n';

function problemsOf(text: string): readonly Problem[] {
  const slices = [...readText(text, 'a.yaml', 'default')].filter((item) => item.kind === 'slice');
  return slices.flatMap(decodeProblems).map(({ problem }) => problem);
}

describe('decodeProblems', () => {
  it('reports each member of the wrong type with its field path and its position', () => {
    const lines = [
      'metadata: {labels: {a: yes}}',
      'endpoints:',
      '- addresses: 10.0.0.1',
      '  zone: 08',
      'ports: [{port: "80"}]',
    ];
    const problems = problemsOf(HEAD + lines.join('\n'));
    expect(problems.toSorted((left, right) => left.line - right.line)).toEqual([
      { file: 'a.yaml', line: 3, column: 24, message: 'metadata.labels[a] must be a string, not true' },
      {
        file: 'a.yaml',
        line: 5,
        column: 14,
        message: expect.stringMatching(/^endpoints\[0\].addresses must be a list/),
      },
      { file: 'a.yaml', line: 6, column: 9, message: 'endpoints[0].zone must be a string, not the number 8' },
      {
        file: 'a.yaml',
        line: 7,
        column: 16,
        message: expect.stringMatching(/^ports\[0\].port must be a 32-bit integer/),
      },
    ]);
  });

  it('reports metadata that is not an object', () => {
    expect(problemsOf(`${HEAD}metadata: [a]`)).toMatchObject([
      { line: 3, message: expect.stringMatching(/^metadata must be an object/) },
    ]);
  });

  it('counts positions in the file for an item of a List', () => {
    const item = `- ${HEAD.replaceAll(/\n(?=.)/g, '\n  ')}  endpoints: x\n`;
    const list = `# first\n---\napiVersion: v1\nkind: List\nitems:\n${item}`;
    expect(problemsOf(list)).toMatchObject([
      { line: 8, column: 14, message: expect.stringMatching(/^endpoints must/) },
    ]);
  });

  it('gives the lines of the document, which a report prints', () => {
    const slice = [...readText(`${HEAD}addressType: 4`, 'a.yaml', 'default')].find((item) => item.kind === 'slice');
    const [problem] = slice === undefined ? [] : decodeProblems(slice);
    expect(problem?.lines?.line(problem.problem.line)).toBe('addressType: 4');
  });

  it('reports nothing about an object that was decoded', () => {
    expect(problemsOf(`${HEAD}metadata: {name: a}\naddressType: IPv4`)).toEqual([]);
  });
});
