// A folder for kubeconfigs and the files that they name, which goes when the test ends.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export interface KubeconfigFolder {
  readonly path: string;
  /** Writes a file, an object as JSON, and returns its path. */
  readonly file: (name: string, content: string | object) => Promise<string>;
}

export async function kubeconfigFolder(): Promise<KubeconfigFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sliceward-kubeconfig-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return {
    path: folder,
    async file(name, content) {
      const place = path.join(folder, name);
      await mkdir(path.dirname(place), { recursive: true });
      await writeFile(place, typeof content === 'string' ? content : JSON.stringify(content));
      return place;
    },
  };
}
