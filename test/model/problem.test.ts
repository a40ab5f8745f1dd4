import { expect, it } from 'vitest';
import { formatProblem } from '../../src/model/problem.ts';

it('is one line without control characters, whatever untrusted names and texts contain', () => {
  const problem = { file: 'a\n::error::b\u001b[31m.yaml', line: 3, column: 5, message: 'no such field "x\r\ny\u202e"' };
  expect(formatProblem(problem)).toBe(
    'a\\u000a::error::b\\u001b[31m.yaml:3:5: no such field "x\\u000d\\u000ay\\u202e"',
  );
});
