// A folder for certificates, which is removed after the test.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sliceward-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}
