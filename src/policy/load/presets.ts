// The presets: each rule declares its actions in them.
import { DEFAULT_EXCLUDED_NAMESPACES } from '../../model/well-known-users.ts';
import { API_VERSION, type PolicyDocument, type Preset, type SelectorDocument } from './document.ts';
import type { Action, AnyRule } from '../rule.ts';

/** The action of each message id of a rule under a preset. */
export function presetActions(rule: AnyRule, preset: Preset): ReadonlyMap<string, Action> {
  return new Map(Object.entries(rule.messages).map(([id, message]) => [id, message[preset]]));
}

/** The policy that runs when none is given. */
export function presetDocument(preset: Preset): PolicyDocument {
  return {
    apiVersion: API_VERSION,
    kind: 'SlicePolicy',
    metadata: { name: preset },
    spec: { preset, enforcement: 'deny', undecided: 'allow' },
  };
}

/**
 * What a policy applies to: unless it says otherwise, everything outside the namespaces that Kubernetes itself lives
 * in.
 */
export function effectiveMatch(match: SelectorDocument | undefined): SelectorDocument {
  return { ...match, namespaces: { exclude: [...DEFAULT_EXCLUDED_NAMESPACES], ...match?.namespaces } };
}
