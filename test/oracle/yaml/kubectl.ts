// kubectl's reader as a process: asked for many texts, it answers in their order.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { isObject } from '../../../src/model/is-object.ts';

const value = z.unknown().transform(fromPairs);
const reading = z.strictObject({
  documents: z.array(z.strictObject({ value, error: z.string().optional() })),
  error: z.string().optional(),
});

/**
 * The documents that kubectl reads before its first error, and this error. A document with an error of its own is one
 * of which kubectl can make no object; it continues behind it.
 */
export type Reading = z.infer<typeof reading>;

/** Objects come as `{"members": [[key, value]]}`. */
function fromPairs(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(fromPairs);
  if (!isObject(given)) return given;
  const members = z.array(z.tuple([z.string(), z.unknown()])).parse(given['members']);
  return Object.fromEntries(members.map(([key, inner]) => [key, fromPairs(inner)]));
}

export interface KubectlReader {
  /** What kubectl reads out of a file with each of the texts. One call at a time. */
  readonly read: (texts: readonly string[]) => Promise<Reading[]>;
  /** Ends the process. */
  readonly close: () => Promise<void>;
}

/** Starts test/control-plane/yaml-oracle.go, whose program is at this path. */
export function startKubectlReader(program: string): KubectlReader {
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  // Whoever asks sees that answers are missing.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout, crlfDelay: Infinity })[Symbol.asyncIterator]();
  return {
    async read(texts) {
      child.stdin.write(texts.map((text) => `${JSON.stringify(text)}\n`).join(''));
      const readings: Reading[] = [];
      for (const text of texts) {
        const { value: line, done } = await lines.next();
        if (done) throw new Error(`${program} ended at ${JSON.stringify(text).slice(0, 4000)}`);
        readings.push(reading.parse(JSON.parse(line)));
      }
      return readings;
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
