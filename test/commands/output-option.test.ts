import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { outputOption } from '../../src/commands/output-option.ts';
import { formatsOf, type Audience } from '../../src/report/formats/index.ts';

function parse(audience: Audience, ...args: readonly string[]): unknown {
  const command = new Command('test').addOption(outputOption(audience)).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  return command.parse(args, { from: 'user' }).opts()['output'];
}

describe.each(['check', 'audit'] as const)('outputOption of %s', (audience) => {
  it('is text if it is not given', () => expect(parse(audience)).toBe('text'));
  it('accepts each format of the command, and no other', () => {
    for (const { name } of formatsOf(audience)) {
      expect(parse(audience, '-o', name)).toBe(name);
      expect(parse(audience, `--output=${name}`)).toBe(name);
    }
    expect(() => parse(audience, '-o', 'xml')).toThrow('Allowed choices are text, json');
  });
});

it('audit has no format for files', () => {
  expect(() => parse('audit', '-o', 'sarif')).toThrow('Allowed choices are');
  expect(parse('check', '-o', 'sarif')).toBe('sarif');
});
