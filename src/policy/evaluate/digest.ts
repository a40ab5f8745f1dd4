// The decision digest: one text for what was judged and what was said, the same at every door. Computed only when it is
// shown.
import { formatPath } from '../../model/field-path.ts';
import { keysOf, type Labels } from '../../model/labels.ts';
import type { Conditions, Endpoint, Hints, Port, Slice, TargetRef } from '../../model/slice.ts';
import { FACT_KINDS } from '../../view/facts.ts';
import { compareText } from '../load/canonical-json.ts';
import type { PolicySet } from '../policy-set.ts';
import type { Counts, Decision, Subject, Undecided } from '../subject.ts';

export type Hash = (text: string) => string;

/**
 * Doors know different parts of the cluster: a rule that lacks a fact there does not change the digest, what it finds
 * does.
 */
const FACTS: ReadonlySet<Undecided['needs']> = new Set(FACT_KINDS);

/**
 * `sha256:…` over namespace, name, labels, addressType, endpoints and ports after the API's defaulting; operation,
 * writer class and user; the policies' digests; the findings kept, with their exact numbers, except those about the
 * text of a manifest. Not the door, dry run, uid, resourceVersion, managedFields, timestamps, annotations (kubectl's
 * last-applied is one of them, and no rule reads one) or a generated name.
 */
export function decisionDigest(set: PolicySet, decision: Decision, hash: Hash): string {
  const { subject, writer, undecided, allowed } = decision;
  const { findings, counts } = saidAtEveryDoor(set, decision);
  return hash(
    subjectText(subject, hash) +
      list([subject.operation, writer.class, writer.user ?? '', String(writer.user === null), String(allowed)]) +
      list([counts.deny, counts.warn, counts.audit].map(String)) +
      list(set.policies.map((policy) => policy.digest)) +
      list(
        findings
          .map(({ rule, id, path, seen, action, rests }) => list([rule, id, formatPath(path), seen, action, ...rests]))
          .toSorted(compareText),
      ) +
      list(
        undecided
          .filter(({ needs }) => !FACTS.has(needs))
          .map(({ rule, needs }) => `${rule} ${needs}`)
          .toSorted(compareText),
      ),
  );
}

// A tag and its length precede every string, its length precedes every list, so that different contents never make the
// same text. Written by hand, and shorter for what is usual: of a thousand endpoints JSON.stringify and its hash take
// three times as long.

/**
 * Of more endpoints than this so many at a time are hashed by themselves: V8 gives a string of over 128 KiB new pages
 * each time, which costs more than the hash.
 */
const PIECE = 250;

/**
 * Without the rules that judge the object as it was written: only a door that has the text can ask them, and the same
 * object has the same digest at each.
 */
function saidAtEveryDoor(
  { groups }: PolicySet,
  { findings, counts, countsByRule }: Decision,
): Pick<Decision, 'findings' | 'counts'> {
  const textual = new Set(groups.flatMap(([first]) => (first?.rule.input === 'manifest' ? [first.rule.id] : [])));
  const apart = [...countsByRule].filter(([rule]) => textual.has(rule)).map(([, own]) => own);
  if (apart.length === 0) return { findings, counts };
  const without = (action: keyof Counts): number => apart.reduce((left, own) => left - own[action], counts[action]);
  return {
    findings: findings.filter(({ rule }) => !textual.has(rule)),
    counts: { deny: without('deny'), warn: without('warn'), audit: without('audit') },
  };
}

/**
 * The slice itself. What was read from another kind of object says so, and Endpoints go on with the slices that they
 * become.
 */
function subjectText({ slice, parts = [] }: Subject, hash: Hash): string {
  const { origin } = slice;
  if (origin === undefined) return sliceText(slice, hash);
  // The metadata is the same in all of them.
  const contents = parts.map((part) => hash(item(part.slice.addressType) + contentText(part.slice, hash)));
  return `O${list([origin.apiVersion, origin.kind])}${sliceText(slice, hash)}${list(contents)}`;
}

/** Writes a string behind its tag, which is no digit. */
function tagged(tag: string): (text: string) => string {
  const prefixes = Array.from({ length: 128 }, (_, length) => `${tag}${length}:`);
  return (text) => (prefixes[text.length] ?? `${tag}${text.length}:`) + text;
}

const item = tagged('i');
const address = tagged('a');
const hostname = tagged('h');
const targetName = tagged('t');
const targetUid = tagged('u');
const nodeName = tagged('n');
const zone = tagged('z');

function list(items: readonly string[]): string {
  return `[${items.length}${items.map(item).join('')}`;
}

function sliceText(slice: Slice, hash: Hash): string {
  const { metadata, addressType, endpointCount, portCount } = slice;
  const { namespace, name, generateName, labels } = metadata;
  const head = list([
    namespace,
    generateName === '' ? name : generateName,
    addressType,
    String(endpointCount),
    String(portCount),
  ]);
  return head + labelsText(labels, hash) + contentText(slice, hash);
}

/** Of many keys and values so many at a time are hashed by themselves, as of many endpoints. */
function labelsText(labels: Labels, hash: Hash): string {
  const keys = keysOf(labels).toSorted();
  let text = `[${keys.length}`;
  for (let begin = 0; begin < keys.length; begin += PIECE) {
    let piece = '';
    for (const key of keys.slice(begin, begin + PIECE)) piece += item(key) + item(labels[key] ?? '');
    text += keys.length > PIECE ? item(hash(piece)) : piece;
  }
  return text;
}

function contentText({ metadata: { namespace }, endpoints, ports }: Slice, hash: Hash): string {
  let text = list(ports.map(portText));
  for (let begin = 0; begin < endpoints.length; begin += PIECE) {
    let piece = '';
    for (const endpoint of endpoints.slice(begin, begin + PIECE)) piece += endpointText(endpoint, namespace);
    text += endpoints.length > PIECE ? item(hash(piece)) : piece;
  }
  return text;
}

function portText({ name, protocol, port, appProtocol }: Port): string {
  return list([name, protocol, String(port), ...(appProtocol === undefined ? [] : [appProtocol])]);
}

function endpointText(endpoint: Endpoint, namespace: string): string {
  const { addresses, addressCount, conditions, targetRef, hints } = endpoint;
  let text = conditionsText(conditions);
  if (addressCount !== addresses.length) text += `#${addressCount}`;
  for (const each of addresses) text += address(each);
  if (endpoint.hostname !== undefined) text += hostname(endpoint.hostname);
  if (targetRef !== undefined) text += targetText(targetRef, namespace);
  if (endpoint.nodeName !== undefined) text += nodeName(endpoint.nodeName);
  if (endpoint.zone !== undefined) text += zone(endpoint.zone);
  if (hints !== undefined) text += hintsText(hints, endpoint.zone);
  return text;
}

/** Begins an endpoint. */
function conditionsText({ ready, serving, terminating }: Conditions): string {
  return `e${flag(ready)}${flag(serving)}${flag(terminating)}`;
}

function flag(value: boolean | undefined): string {
  if (value === undefined) return '-';
  return value ? '+' : '!';
}

/** Nearly every target is a pod of the slice's namespace, identified by name and uid. */
function targetText(target: TargetRef, namespace: string): string {
  const { kind, name, uid, apiVersion, resourceVersion, fieldPath } = target;
  const usual =
    kind === 'Pod' && target.namespace === namespace && apiVersion === '' && resourceVersion === '' && fieldPath === '';
  if (usual) return targetName(name) + targetUid(uid);
  return `T${list([kind, target.namespace, name, uid, apiVersion, resourceVersion, fieldPath])}`;
}

/** Nearly every hint is for the endpoint's own zone alone. */
function hintsText({ forZones, forNodes }: Hints, ownZone: string | undefined): string {
  if (forZones.length === 1 && forZones[0] === ownZone && forNodes.length === 0) return '=';
  return `H${list(forZones)}${list(forNodes)}`;
}
