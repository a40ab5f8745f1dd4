import { describe, expect, it } from 'vitest';
import { KeptProblems } from '../../../src/report/formats/kept-problems.ts';

describe('KeptProblems', () => {
  it('keeps problems of files and of clusters in their order, with the members of the report only', () => {
    const problems = new KeptProblems();
    const inFile = { file: 'web.yaml', line: 3, column: 5, message: 'one' };
    const inCluster = { cluster: 'test', object: { namespace: 'shop', name: 'web' }, message: 'two' };
    const list = { cluster: 'test', message: 'three' };
    const withLines = { ...inFile, lines: 'the whole file' };
    const withUid = { ...inCluster, object: { ...inCluster.object, uid: 'u-1' } };
    problems.add(withLines);
    problems.add(withUid);
    problems.add(list);
    expect(problems.all).toEqual([inFile, inCluster, list]);
    expect(problems.all.map((problem) => Object.keys(problem))).toEqual([
      ['file', 'line', 'column', 'message'],
      ['cluster', 'object', 'message'],
      ['cluster', 'message'],
    ]);
  });
  it('keeps the first 10,000, each with at most 1000 characters of its message', () => {
    const problems = new KeptProblems();
    for (let line = 1; line <= 10_500; line++)
      problems.add({ file: 'web.yaml', line, column: 1, message: 'x'.repeat(2000) });
    expect(problems.all).toHaveLength(10_000);
    expect(problems.all.at(-1)).toEqual({
      file: 'web.yaml',
      line: 10_000,
      column: 1,
      message: `${'x'.repeat(999)}…`,
    });
  });
});
