// Whether a real API server and our validator say the same of one write.
import { formatPath } from '../../src/model/field-path.ts';
import type { KubernetesVersion } from '../../src/model/kubernetes-version.ts';
import { judgeEndpoints } from '../../src/model/validation/endpoints-v1/judge.ts';
import { judgeWrite } from '../../src/model/validation/validate.ts';
import type { Verdict as OwnVerdict } from '../../src/model/validation/verdict.ts';
import { isEndpoints } from '../control-plane/judge.ts';
import type { Case, Verdict } from '../control-plane/verdicts.ts';

/** More warnings than these the server cuts short (4 KiB in all). */
const MAX_WARNINGS = 10;

/** Causes as `FieldValueInvalid endpoints[0].hostname`, sorted, and the fields that warnings are about. */
export interface Said {
  readonly causes: readonly string[];
  readonly warned: readonly string[];
}

/** What our validator of this kind of object says. */
export function ownVerdict({ value, stored }: Case, version: KubernetesVersion): OwnVerdict {
  const judge = isEndpoints(value) ? judgeEndpoints : judgeWrite;
  return judge(value, { version, stored });
}

/** The same for a comparison. */
export function ours(write: Case, version: KubernetesVersion): Said {
  const { faults, warnings } = ownVerdict(write, version);
  return {
    causes: faults.map(({ reason, path }) => `${reason} ${formatPath(path)}`).toSorted(),
    warned: warnings.map(({ path }) => formatPath(path)).toSorted(),
  };
}

/** What the server said, in the same form. */
export function theirs({ refused = [], warnings = [] }: Verdict): Said {
  return { causes: refused.toSorted(), warned: warnings.map(fieldOf).toSorted() };
}

/** Why the two disagree, in a few lines; undefined if they agree. */
export function disagreement(mine: Said, server: Said): string | undefined {
  const areWarningsWhole = mine.warned.length <= MAX_WARNINGS;
  if (
    String(mine.causes) === String(server.causes) &&
    (!areWarningsWhole || String(mine.warned) === String(server.warned))
  )
    return undefined;
  return `the API server: ${tell(server)}\nsliceward:      ${tell(mine)}`;
}

function tell({ causes, warned }: Said): string {
  const verdict = causes.length === 0 ? 'accepted' : `refused for ${causes.slice(0, 20).join(', ')} (${causes.length})`;
  return warned.length === 0 ? verdict : `${verdict}, warned of ${warned.slice(0, 20).join(', ')}`;
}

function fieldOf(warning: string): string {
  if (warning.startsWith('.metadata.ownerReferences contains duplicate entries')) return 'metadata.ownerReferences';
  const field = warning.slice(0, warning.indexOf(': '));
  // The server names a field that slices do not have.
  return field === 'spec.addressType' ? 'addressType' : field;
}
