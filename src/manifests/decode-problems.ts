// What is reported about an object that could not be decoded, unless a rule reports it.
import { formatPath } from '../model/field-path.ts';
import type { ManifestProblem, ManifestSlice } from './read.ts';

export function decodeProblems(item: ManifestSlice): readonly ManifestProblem[] {
  return item.problems.map(({ path, message }) => ({
    kind: 'problem',
    problem: { file: item.file, ...item.locate(path), message: `${formatPath(path)} ${message}`.trimStart() },
    lines: item.lines,
  }));
}
