import { getHeapStatistics } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { garbageCollector } from '../../src/commands/serve/collect-garbage.ts';
import { detach } from '../../src/report/detach.ts';
import { hostile } from './hostile.ts';

const MEBIBYTE = 1024 * 1024;

describe('detach', () => {
  it('is the same text, also of control characters and lone surrogates', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(detach(text)).toBe(text);
      }),
    );
  });
  it('keeps nothing of the larger text in memory', () => {
    const collect = garbageCollector();
    collect();
    const before = getHeapStatistics().used_heap_size;
    const kept = Array.from({ length: 32 }, (_, index) =>
      detach(
        String.fromCharCode(97 + (index % 26))
          .repeat(MEBIBYTE)
          .toUpperCase()
          .slice(5, 50),
      ),
    );
    collect();
    expect(getHeapStatistics().used_heap_size - before).toBeLessThan(8 * MEBIBYTE);
    expect(kept.every((text) => text.length === 45)).toBe(true);
  });
});
