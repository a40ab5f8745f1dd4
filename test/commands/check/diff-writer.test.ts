import { describe, expect, it } from 'vitest';
import { diffWriter } from '../../../src/commands/check/diff-writer.ts';
import { print } from '../../report/fixtures.ts';
import { testIo } from '../test-io.ts';

describe('diffWriter', () => {
  it('prints problems on standard error, and nothing in the diff', () => {
    const io = testIo();
    expect(print(diffWriter(io))).toBe('');
    expect([io.written(), io.errors()]).toEqual(['', 'web.yaml:9:3: cannot be read as YAML: a & b\n']);
  });
  it('prints each problem in one line, whatever text it has', () => {
    const io = testIo();
    diffWriter(io).problem({ file: 'a\nb.yaml', line: 1, column: 2, message: 'x\u001b[2J' }, undefined);
    expect(io.errors()).toBe(`${String.raw`a\u000ab.yaml:1:2: x\u001b[2J`}\n`);
  });
});
