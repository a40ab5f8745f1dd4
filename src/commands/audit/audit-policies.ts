// The policies of an audit: those of the other doors, and copies that judge what they leave out, capped at audit.
import type { AuditPolicies } from '../../audit/judge.ts';
import { policySchema, type PolicyDocument } from '../../policy/load/document.ts';
import { globMatcher } from '../../policy/load/glob.ts';
import { loadPolicies, type LoadOptions, type PolicySource } from '../../policy/load/load.ts';
import type { Instance, Policy, PolicySet } from '../../policy/policy-set.ts';
import { effectiveMatch, presetDocument } from '../../policy/load/presets.ts';
import { isProblem, readDocuments } from '../../yaml/read.ts';

/**
 * Excluded namespaces are those of `match.namespaces.exclude` alone: the webhook is not called for them, but their slices route traffic like others.
 * Throws UserError as loadPolicies does.
 */
export function loadAuditPolicies(sources: readonly PolicySource[], options: LoadOptions): AuditPolicies {
  const set = loadPolicies(sources, options);
  const documents =
    sources.length === 0 ? [presetDocument(options.preset ?? 'recommended')] : sources.flatMap(readPolicies);
  const excluded = documents.flatMap(({ spec }) => effectiveMatch(spec.match).namespaces?.exclude ?? []);
  if (excluded.length === 0) return { set, forNamespace: () => set };
  // JSON is YAML.
  const text = documents.map((document) => JSON.stringify(withoutExclusion(document))).join('\n---\n');
  const everywhere = loadPolicies([{ file: 'policies without their excluded namespaces', text }], {
    ...options,
    preset: undefined,
    enforcement: 'audit',
  });
  const both = join(set, everywhere, options);
  const isExcluded = globMatcher(excluded);
  return { set, forNamespace: (namespace) => (isExcluded(namespace) ? both : set) };
}

/** They have been loaded once: what is wrong with them has been told. */
function readPolicies({ text }: PolicySource): PolicyDocument[] {
  return [...readDocuments(text)].flatMap((item) => (isProblem(item) ? [] : [policySchema.parse(item.value)]));
}

function withoutExclusion({ spec, ...document }: PolicyDocument): PolicyDocument {
  const { match } = spec;
  // What cannot be decided in a namespace that the webhook never sees denies nothing there.
  return {
    ...document,
    spec: { ...spec, undecided: 'allow', match: { ...match, namespaces: { ...match?.namespaces, exclude: [] } } },
  };
}

/** The copy of a policy speaks where the policy itself does not apply. */
function join(set: PolicySet, everywhere: PolicySet, { rules }: LoadOptions): PolicySet {
  const copies = new Map(everywhere.policies.map((copy, index) => [copy, behind(set.policies[index], copy)]));
  const instances: readonly Instance[] = [
    ...set.groups.flat(),
    ...everywhere.groups
      .flat()
      .map((instance) => ({ ...instance, policy: copies.get(instance.policy) ?? instance.policy })),
  ];
  return {
    ...set,
    policies: [...set.policies, ...copies.values()],
    groups: rules
      .map((rule) => instances.filter((instance) => instance.rule === rule))
      .filter((group) => group.length > 0),
  };
}

function behind(original: Policy | undefined, copy: Policy): Policy {
  return { ...copy, selector: (subject) => original?.selector(subject) === false && copy.selector(subject) };
}
