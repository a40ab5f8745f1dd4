// Selectors that match everything or nothing: of the policy as a whole and of each instance.
import { instanceSchema, type SelectorDocument } from '../load/document.ts';
import type { Linted, Path } from './note.ts';
import { matchesAll, whyNever, type Scope } from './scope.ts';
import { takesOutAll } from '../load/never-applies.ts';

/** What a namespace's name, and a glob over it, may be written with. */
const NAMESPACE_GLOB = /^[-a-z0-9*]+$/;
const ACCOUNT_GLOB = /^[-a-z0-9*]+\/[-.a-z0-9*]+$/;
const LABEL_GLOB = /^[-A-Za-z0-9_.*]*$/;

export function lintSelectors(linted: Linted): void {
  const { spec } = linted.written;
  lintScope(linted, spec, ['spec']);
  if (takesOutAll(linted.compiled.effective)) {
    linted.say(
      'never-applies',
      ['spec', 'exclude'],
      'the policy never applies: exclude excludes everything that match includes',
    );
  }
  for (const [id, value] of Object.entries(spec.rules ?? {})) {
    const path = ['spec', 'rules', id];
    const items: readonly (readonly [unknown, Path])[] = Array.isArray(value)
      ? value.map((item: unknown, index) => [item, [...path, index]])
      : [[value, path]];
    for (const [item, at] of items) lintScope(linted, instanceSchema.parse(item), at);
  }
}

function lintScope(linted: Linted, { match, exclude }: Scope, path: Path): void {
  if (match !== undefined) lintSelector(linted, match, [...path, 'match']);
  if (exclude !== undefined) lintSelector(linted, exclude, [...path, 'exclude']);
  if (exclude !== undefined && matchesAll(exclude)) {
    linted.say(
      'empty-exclude',
      [...path, 'exclude'],
      'excludes everything, because it has no key that must match; add keys or remove it',
    );
  }
  // On the policy as a whole an empty list of excluded namespaces has a meaning: it replaces the default.
  const replaces = path.length === 1 && match?.namespaces?.exclude !== undefined;
  if (match !== undefined && matchesAll(match) && !replaces) {
    linted.say('says-nothing', [...path, 'match'], 'matches everything; remove it');
  } else if (match?.namespaces?.exclude?.length === 0 && !replaces) {
    linted.say('says-nothing', [...path, 'match', 'namespaces', 'exclude'], 'excludes nothing; remove it');
  }
}

function lintSelector(linted: Linted, selector: SelectorDocument, path: Path): void {
  const isPolicys = path.join('.') === 'spec.match';
  const never = whyNever(isPolicys ? linted.compiled.effective.match : selector);
  const isByDefault = isPolicys && never?.path[0] === 'namespaces' && selector.namespaces?.exclude === undefined;
  const byDefault = isByDefault ? ' by default; add exclude: []' : '';
  if (never !== undefined)
    linted.say('never-applies', [...path, ...never.path], `never matches: ${never.why}${byDefault}`);
  const { namespaces, writers, managedBy, serviceNames, labels = {} } = selector;
  const refuse = (globs: readonly string[] | undefined, pattern: RegExp, at: Path, what: string): void => {
    for (const [index, glob] of (globs ?? []).entries()) {
      if (!pattern.test(glob)) linted.say('impossible-name', [...path, ...at, index], `"${glob}" matches no ${what}`);
    }
  };
  refuse(namespaces?.names, NAMESPACE_GLOB, ['namespaces', 'names'], NAMES.namespace);
  refuse(namespaces?.exclude, NAMESPACE_GLOB, ['namespaces', 'exclude'], NAMES.namespace);
  refuse(writers?.serviceAccounts, ACCOUNT_GLOB, ['writers', 'serviceAccounts'], NAMES.account);
  refuse(managedBy, LABEL_GLOB, ['managedBy'], NAMES.label);
  refuse(serviceNames, NAMESPACE_GLOB, ['serviceNames'], NAMES.service);
  for (const [key, glob] of Object.entries(labels)) {
    if (!LABEL_GLOB.test(glob))
      linted.say('impossible-name', [...path, 'labels', key], `"${glob}" matches no ${NAMES.label}`);
  }
}

const NAMES = {
  namespace: 'namespace: names are lower-case letters, digits and "-", and the only wildcard is *',
  account: 'service account: write NAMESPACE/NAME; the only wildcard is *',
  service: 'Service: names are lower-case letters, digits and "-", and the only wildcard is *',
  label: 'label\'s value: it has letters, digits, "-", "_" and ".", and the only wildcard is *',
} as const;
