import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ERROR_REASONS } from '../../../src/admission/http/error-reasons.ts';

const SOURCE = join(import.meta.dirname, '../../../src/admission');

it('lists no reason that the code never counts', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !['http/error-reasons.ts', 'http/request-error.ts'].includes(name),
  );
  const source = files.map((name) => readFileSync(join(SOURCE, name), 'utf8')).join('\n');
  expect(Object.keys(ERROR_REASONS).filter((reason) => !source.includes(`'${reason}'`))).toEqual([]);
});
