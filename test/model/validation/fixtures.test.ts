// Compares the validators with real API servers: their recorded verdicts on the same writes, for all versions
// (test/fixtures/kubernetes).
import { describe, expect, it } from 'vitest';
import { formatPath } from '../../../src/model/field-path.ts';
import { KUBERNETES_VERSIONS, type KubernetesVersion } from '../../../src/model/kubernetes-version.ts';
import type { ServerWarning } from '../../../src/model/validation/warnings.ts';
import { CASE_KINDS, readCases, readVerdicts, type Case, type Verdict } from '../../control-plane/verdicts.ts';
import { ownVerdict } from '../../oracle/compare.ts';

const SHOWN = 5;

/** How each warning begins: texts differ between versions and contain values that the server shortens. */
const WARNINGS: Readonly<Record<ServerWarning['kind'], RegExp>> = {
  'fqdn-deprecated': /^spec\.(addressType): FQDN endpoints are deprecated$/,
  'odd-ip': /^(\S+): non-standard IP address /,
  'ipv6-text': /^(\S+): IPv6 address .* RFC 5952/s,
  'duplicate-owner': /^\.(metadata\.ownerReferences) contains duplicate entries/,
};

describe.each(CASE_KINDS)('%s', (kind) => {
  const cases = readCases(kind);

  it.each(KUBERNETES_VERSIONS)(
    'says what Kubernetes %s said: the same causes and warnings in the same places',
    (version) => {
      const verdicts = readVerdicts(kind, version);
      const compared = cases.map((of, index) => ({
        ours: ours(of, version),
        theirs: theirs(verdicts[index] ?? {}),
        of,
      }));
      const differing = compared.filter((each) => each.ours.join('\n') !== each.theirs.join('\n'));
      const smallest = differing
        .map((each) => ({ ...each, of: JSON.stringify(each.of, shortened) }))
        .toSorted((left, right) => left.of.length - right.of.length)
        .slice(0, SHOWN);
      expect(smallest).toEqual([]);
    },
  );
});

function shortened(_: string, value: unknown): unknown {
  if (Array.isArray(value) && value.length > 10) return [...value.slice(0, 10), `and ${value.length - 10} more`];
  return typeof value === 'string' && value.length > 300 ? `${value.slice(0, 10)}… of ${value.length}` : value;
}

function ours(write: Case, version: KubernetesVersion): readonly string[] {
  const { faults, warnings } = ownVerdict(write, version);
  const causes = faults.map(({ reason, path }) => `${reason} ${formatPath(path)}`);
  return [...causes, ...warnings.map(({ kind, path }) => `${kind} ${formatPath(path)}`)].toSorted();
}

function theirs({ refused = [], warnings = [] }: Verdict): readonly string[] {
  return [...refused, ...warnings.map(kindAndPath)].toSorted();
}

/** An unknown warning stays as it is and equals none of ours. */
function kindAndPath(text: string): string {
  for (const [kind, pattern] of Object.entries(WARNINGS)) {
    const path = pattern.exec(text)?.[1];
    if (path !== undefined) return `${kind} ${path}`;
  }
  return text;
}
