// Validates object metadata as https://github.com/kubernetes/apimachinery/blob/master/pkg/api/validation/objectmeta.go
// and the registry do.
import type { FieldPath } from '../field-path.ts';
import type { KubernetesVersion } from '../kubernetes-version.ts';
import { keysOf } from '../labels.ts';
import { Numbers } from '../numbers.ts';
import type { Faults } from './fault.ts';
import {
  maskTrailingDash,
  refuseAnnotationKey,
  refuseLabel,
  refuseLabelValue,
  refusePathPrefix,
  refusePathSegment,
  refuseQualifiedName,
  refuseSubdomain,
  utf8Length,
  type Refusals,
} from './formats.ts';
import { checkOwnerReferences } from './owner-references.ts';
import type { RawMetadata } from './raw-metadata.ts';

/** Keys and values together, in bytes. */
export const MAX_ANNOTATION_BYTES = 256 * 1024;

/** names.SimpleNameGenerator: 63 bytes minus five random letters. The suffix is always valid. */
const MAX_GENERATED_BASE = 58;
const RANDOM = 'xxxxx';

/** How names are validated: by the syntax of the kind, or only as part of a URL. */
interface NameSyntax {
  readonly name: (name: string) => Refusals;
  readonly prefix: (generateName: string) => Refusals;
}

const OF_KINDS: NameSyntax = { name: refuseSubdomain, prefix: (prefix) => refuseSubdomain(maskTrailingDash(prefix)) };
const OF_URLS: NameSyntax = { name: refusePathSegment, prefix: refusePathPrefix };

/** On create the server generates a name before it validates it. */
export function withGeneratedName(metadata: RawMetadata): RawMetadata {
  const { name, generateName } = metadata;
  return name === '' && generateName !== ''
    ? { ...metadata, name: generateName.slice(0, MAX_GENERATED_BASE) + RANDOM }
    : metadata;
}

/** What the strategies of EndpointSlices and Endpoints require of metadata, on create and on update. */
export function checkObjectMetadata(faults: Faults, metadata: RawMetadata, version: KubernetesVersion): void {
  checkMetadata(faults, metadata, OF_KINDS, version);
  checkFinalizers(faults, metadata);
}

/** What the strategy of Endpoints requires on update, beside the same: it does the registry's work again. */
export function checkObjectMetadataUpdate(
  faults: Faults,
  metadata: RawMetadata,
  stored: RawMetadata,
  version: KubernetesVersion,
): void {
  checkMetadataUpdate(faults, metadata, stored, version);
  checkFinalizers(faults, metadata);
}

function checkFinalizers(faults: Faults, { finalizers }: RawMetadata): void {
  let index = -1;
  for (const finalizer of finalizers) {
    index++;
    if (finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)) continue;
    faults.invalid(['metadata', 'finalizers', index], finalizer, [
      'must have a domain prefix, such as example.com/cleanup',
    ]);
  }
}

/** On create, of a kind whose strategy does not set the generation itself: Endpoints, but not slices. */
export function checkGeneration(faults: Faults, { generation }: RawMetadata): void {
  if (typeof generation === 'number' && generation < 0)
    faults.invalid(['metadata', 'generation'], String(generation), ['must not be negative']);
}

/**
 * The one check of the registry on create that can still fail. The registry checks only an object that the strategy
 * accepted, but the strategy does not see the character before a dash at the end.
 */
export function checkGenerateName(faults: Faults, { generateName }: RawMetadata): void {
  faults.invalid(['metadata', 'generateName'], generateName, OF_URLS.prefix(generateName));
}

/** What the registry requires of the metadata of every kind. */
export function checkCommonMetadata(faults: Faults, metadata: RawMetadata, version: KubernetesVersion): void {
  checkMetadata(faults, metadata, OF_URLS, version);
}

/**
 * What the registry requires of the metadata of every update. Creation timestamp, uid and resourceVersion are compared
 * before: a mismatch is a conflict.
 */
export function checkMetadataUpdate(
  faults: Faults,
  metadata: RawMetadata,
  stored: RawMetadata,
  version: KubernetesVersion,
): void {
  if (stored.hasDeletionTimestamp) {
    const added = addedTexts(metadata.finalizers, stored.finalizers).toSorted();
    if (added.length > 0)
      faults.add(
        ['metadata', 'finalizers'],
        'FieldValueForbidden',
        added.join(', '),
        'must not be added to an object that is being deleted',
      );
  }
  checkImmutable(faults, ['metadata', 'name'], metadata.name, stored.name);
  // An empty namespace comes from elsewhere: the URL, or the default.
  if (metadata.namespace !== '' && stored.namespace !== '')
    checkImmutable(faults, ['metadata', 'namespace'], metadata.namespace, stored.namespace);
  // If there is a stored value, the server copies it itself.
  if (metadata.hasDeletionTimestamp && !stored.hasDeletionTimestamp)
    faults.invalid(['metadata', 'deletionTimestamp'], 'a time', ['must not be set by an update']);
  const period = metadata.deletionGracePeriodSeconds ?? stored.deletionGracePeriodSeconds;
  checkImmutable(
    faults,
    ['metadata', 'deletionGracePeriodSeconds'],
    text(period),
    text(stored.deletionGracePeriodSeconds),
  );
  checkMaps(faults, metadata, version);
}

/** The texts that are not in `before`, without duplicates. */
function addedTexts(texts: readonly string[], before: readonly string[]): readonly string[] {
  const numbers = new Numbers();
  const known = new Set(before.map((one) => numbers.of(one)));
  return texts.filter((one) => {
    const number = numbers.of(one);
    const isNew = !known.has(number);
    known.add(number);
    return isNew;
  });
}

export function checkImmutable(faults: Faults, path: FieldPath, now: string, stored: string): void {
  if (now !== stored) faults.invalid(path, now, [`must stay ${stored === '' ? 'unset' : stored}: it is immutable`]);
}

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

function checkMetadata(faults: Faults, metadata: RawMetadata, syntax: NameSyntax, version: KubernetesVersion): void {
  const { name, generateName, namespace, finalizers } = metadata;
  if (generateName !== '') faults.invalid(['metadata', 'generateName'], generateName, syntax.prefix(generateName));
  if (name === '') faults.required(['metadata', 'name'], 'must have a name or generateName');
  else faults.invalid(['metadata', 'name'], name, syntax.name(name));
  if (namespace !== '') faults.invalid(['metadata', 'namespace'], namespace, refuseLabel(namespace));
  checkMaps(faults, metadata, version);
  faults.ofPart(finalizers, () => {
    for (const finalizer of finalizers) faults.invalid(AT_FINALIZERS, finalizer, refuseQualifiedName(finalizer));
  });
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    faults.invalid(['metadata', 'finalizers'], 'orphan and foregroundDeletion', ['must not have both']);
}

/** Labels, annotations and owners. On an update the server reports their faults three times. */
function checkMaps(faults: Faults, metadata: RawMetadata, version: KubernetesVersion): void {
  faults.ofPart(metadata, () => {
    checkLabels(faults, metadata);
    checkAnnotations(faults, metadata);
    checkOwnerReferences(faults, metadata.ownerReferences, version);
  });
}

const AT_LABELS: FieldPath = ['metadata', 'labels'];
const AT_ANNOTATIONS: FieldPath = ['metadata', 'annotations'];
const AT_FINALIZERS: FieldPath = ['metadata', 'finalizers'];

/** The server reports on the whole map and names the key or the value. */
function checkLabels(faults: Faults, { labels }: RawMetadata): void {
  for (const key of keysOf(labels)) {
    const value = labels[key] ?? '';
    faults.invalid(AT_LABELS, key, refuseQualifiedName(key));
    faults.invalid(AT_LABELS, value, refuseLabelValue(value));
  }
}

function checkAnnotations(faults: Faults, { annotations }: RawMetadata): void {
  let bytes = 0;
  for (const key of keysOf(annotations)) {
    faults.invalid(AT_ANNOTATIONS, key, refuseAnnotationKey(key));
    bytes += utf8Length(key) + utf8Length(annotations[key] ?? '');
  }
  if (bytes > MAX_ANNOTATION_BYTES)
    faults.add(
      AT_ANNOTATIONS,
      'FieldValueTooLong',
      String(bytes),
      `must have at most ${MAX_ANNOTATION_BYTES} bytes together`,
    );
}

function text(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value);
}
