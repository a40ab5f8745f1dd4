// The policies from their files.
import type { PolicyFile, Reload, ReloadedPolicies } from '../../policy/load/reload.ts';
import { FileSource } from './file-source.ts';
import type { Files, WatchTimes } from './files.ts';
import type { Source } from './source.ts';

export interface PolicySourceDeps {
  readonly files: Files;
  readonly times: WatchTimes;
  readonly load: (files: readonly PolicyFile[], previous: ReloadedPolicies | undefined) => Reload;
}

/** `start` rejects with UserError and the place of each mistake, or ExternalError for files that cannot be read. */
export function policySource(paths: readonly string[], deps: PolicySourceDeps): Source<ReloadedPolicies> {
  const { files, times, load } = deps;
  return new FileSource<ReloadedPolicies>({
    paths,
    files,
    times,
    load: (contents, previous) => {
      const sources = contents.map((content, index): PolicyFile => {
        const file = paths[index] ?? '';
        return content instanceof Error ? { file, error: content } : { file, text: content.toString('utf8') };
      });
      const { policies, problem } = load(sources, previous);
      return { value: policies, problem };
    },
  });
}
