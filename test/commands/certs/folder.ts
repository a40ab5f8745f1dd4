// A folder for the certificates of one test, and commands run in it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runCommand } from '../../../src/commands/run.ts';
import { testIo } from '../test-io.ts';

export const NOW = new Date('2026-11-28T12:00:00Z');

export interface Ran {
  readonly code: number | undefined;
  readonly out: string;
  readonly errors: string;
}

export interface Folder {
  readonly path: string;
  readonly at: (name: string) => string;
  /** Paths of the folder are taken out of what is printed. */
  readonly run: (args: readonly string[], setting?: { readonly now?: Date; readonly stdin?: string }) => Promise<Ran>;
}

export async function newFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'sliceward-certs-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return {
    path,
    at: (name) => join(path, name),
    async run(args, { now = NOW, stdin = '' } = {}) {
      const io = {
        ...testIo(),
        now: () => now,
        readStdin: async function* () {
          yield Buffer.from(stdin);
        },
      };
      await runCommand(['certs', ...args], io);
      const short = (text: string): string => text.replaceAll(`${path}/`, '');
      return { code: io.exitCode(), out: short(io.written()), errors: short(io.errors()) };
    },
  };
}
