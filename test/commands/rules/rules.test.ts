import { describe, expect, it } from 'vitest';
import { RULES } from '../../../src/rules/index.ts';
import { run } from './run-rules.ts';

describe('sliceward rules', () => {
  it('lists every rule, one a line', async () => {
    const lines = (await run('rules')).trimEnd().split('\n');
    expect(lines.slice(1).map((line) => line.split(' ')[0])).toEqual(RULES.map(({ id }) => id));
  });

  it('prints one JSON document', async () => {
    expect(JSON.parse(await run('rules', '-o', 'json'))).toMatchObject({
      kind: 'RuleList',
      items: RULES.map(({ id }) => ({ id })),
    });
  });

  it('refuses other formats', async () => {
    await expect(run('rules', '-o', 'xml')).rejects.toThrow(/'xml' is invalid. Allowed choices are text, json/);
  });
});
