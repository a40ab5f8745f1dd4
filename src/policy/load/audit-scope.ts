// The policies of an audit: those of admission and check, and copies of them for the namespaces they exclude, capped at
// audit.
import { compilePolicy, type Compiled } from './compile.ts';
import type { PolicyDocument } from './document.ts';
import { globMatcher } from './glob.ts';
import { assemble, loadCompiled, type LoadOptions, type PolicySource } from './load.ts';
import { groupByRule, type Instance, type Policy, type PolicySet } from '../policy-set.ts';
import { effectiveMatch } from './presets.ts';

export interface AuditScope {
  /** As admission and check use it. */
  readonly set: PolicySet;
  /** With the copies in a namespace that a policy excludes. */
  readonly forNamespace: (namespace: string) => PolicySet;
}

/**
 * Excluded namespaces are those of `match.namespaces.exclude` only: the webhook is not called for them, but their
 * slices route traffic like others. Throws UserError as loadPolicies does.
 */
export function loadAuditPolicies(sources: readonly PolicySource[], options: LoadOptions): AuditScope {
  const loaded = loadCompiled(sources, options);
  const compiled = loaded.map((one) => one.compiled);
  const set = assemble(compiled, options);
  const excluded = loaded.flatMap(({ written }) => effectiveMatch(written.spec.match).namespaces?.exclude ?? []);
  if (excluded.length === 0) return { set, forNamespace: () => set };
  const copies = loaded.map((one) => compileCopy(one.written, one.compiled, options));
  const both: PolicySet = {
    ...set,
    policies: [...set.policies, ...copies.map(({ policy }) => policy)],
    groups: groupByRule([...set.groups.flat(), ...copies.flatMap(({ instances }) => instances)], options.rules),
  };
  const isExcluded = globMatcher(excluded);
  return { set, forNamespace: (namespace) => (isExcluded(namespace) ? both : set) };
}

interface Copy {
  readonly policy: Policy;
  readonly instances: readonly Instance[];
}

/** The copy applies only where the policy itself does not. The document compiled before, so there are no problems. */
function compileCopy(written: PolicyDocument, { policy: original }: Compiled, options: LoadOptions): Copy {
  const copy = compilePolicy(withoutExclusion(written), { ...options, enforcement: 'audit' }, []);
  const policy: Policy = {
    ...copy.policy,
    selector: (subject) => original.selector(subject) === false && copy.policy.selector(subject),
  };
  return { policy, instances: copy.instances.map((instance) => ({ ...instance, policy })) };
}

function withoutExclusion({ spec, ...document }: PolicyDocument): PolicyDocument {
  const { match } = spec;
  // A rule that is undecided in a namespace that the webhook never sees must not deny there.
  return {
    ...document,
    spec: { ...spec, undecided: 'allow', match: { ...match, namespaces: { ...match?.namespaces, exclude: [] } } },
  };
}
