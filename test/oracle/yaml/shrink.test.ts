import { expect, it } from 'vitest';
import { shrink } from './shrink.ts';

it('finds the part of a text that shows something', async () => {
  const text = 'kind: List\nitems:\n- {a: "b", [c]: d}\n- e: é\n';
  expect(await shrink(text, async (smaller) => /\[.*\]/.test(smaller))).toBe('[]');
  expect(await shrink(text, async (smaller) => /e: [^a]/.test(smaller))).toBe('e: é');
});

it('puts a plain letter for any other', async () => {
  expect(await shrink('key: [x1, y2]', async (smaller) => /^\w+: \[\w/.test(smaller))).toBe('a: [a');
});

it('keeps a text of which nothing can go, and asks no more than a limit', async () => {
  let questions = 0;
  const text = 'x\n'.repeat(4000);
  const found = await shrink(text, async (smaller) => {
    questions++;
    return smaller === text;
  });
  expect(found).toBe(text);
  expect(questions).toBeLessThanOrEqual(5000);
});

it('asks of whole characters only', async () => {
  const asked: string[] = [];
  await shrink('\u{1f600}\u{1f600}', async (smaller) => {
    asked.push(smaller);
    return smaller.length > 2;
  });
  expect(asked.every((text) => text.isWellFormed())).toBe(true);
});
