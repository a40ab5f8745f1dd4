// Runs one rule alone, without policy, caps or ratchet: what the rule itself says of a slice.
import { formatPath } from '../../src/model/field-path.ts';
import { decodeObject, objectKind, type DecodedObject } from '../../src/model/decode/decode-object.ts';
import type { Decoded } from '../../src/model/decode/decode.ts';
import { parseRanges } from '../../src/model/address/cidr.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { Reader } from '../../src/model/decode/reader.ts';
import type { Slice } from '../../src/model/slice.ts';
import type {
  AnyRule,
  CompiledRule,
  Need,
  Operation,
  OldObject,
  Report,
  Setup,
  Writer,
} from '../../src/policy/rule.ts';
import { DEFAULT_CONTROLLERS } from '../../src/model/well-known-users.ts';
import { toReport } from '../../src/policy/evaluate/address-report.ts';
import { FactIndex } from '../../src/view/index.ts';
import type { ClusterView } from '../../src/view/view.ts';
import { declaredView } from './declared-view.ts';

export interface RuleInput {
  readonly slice: object;
  /** The stored object before an UPDATE. */
  readonly old?: object;
  readonly user?: string;
  /** UPDATE when there is an old object, CREATE otherwise. */
  readonly operation?: Operation;
  readonly options?: unknown;
  readonly manifest?: Manifest;
  readonly view?: ClusterView;
  readonly networks?: Readonly<Record<string, readonly string[]>>;
}

export interface RuleOutput {
  readonly findings: readonly RuleFinding[];
  readonly undecided: readonly Need[];
}

export interface RuleFinding {
  readonly id: string;
  readonly field: string;
  readonly seen: string;
  readonly expected: string | undefined;
  readonly quantity: number | undefined;
}

export function runRule(rule: AnyRule, input: RuleInput): RuleOutput {
  const { reports, undecided } = runRaw(rule, input);
  const findings = reports.map(([id, { at, seen, expected, quantity }]) => ({
    id,
    field: formatPath(at),
    seen,
    expected,
    quantity,
  }));
  return { findings, undecided };
}

/** What a rule hands to the engine. */
export interface RawOutput {
  readonly reports: readonly (readonly [id: string, Report])[];
  readonly undecided: readonly Need[];
}

/** What the rule hands to the engine, as it is. */
export function runRaw(rule: AnyRule, input: RuleInput): RawOutput {
  return runCompiled(rule.compile(input.options ?? {}, setupOf(input.networks ?? {})), input);
}

/** As `runRaw`, of a rule that has its options already. */
export function runCompiled({ check, kinds }: CompiledRule, input: RuleInput): RawOutput {
  const reports: (readonly [string, Report])[] = [];
  const undecided: Need[] = [];
  check({
    // A rule that judges the text is asked whatever could be decoded of it.
    slice: input.manifest === undefined ? sliceOf(input.slice) : partOf(decode(input.slice).value),
    operation: input.operation ?? (input.old === undefined ? 'CREATE' : 'UPDATE'),
    writer: writerOf(input.user),
    oldObject: oldObjectOf(input.old),
    manifest: input.manifest,
    view: input.view && declaredView(input.view, kinds),
    report: (id, report) => reports.push([id, report]),
    reportAddress: (id, address, describe, said) => reports.push([id, toReport(address, describe(said, address))]),
    undecided: (need) => undecided.push(need),
  });
  return { reports, undecided };
}

function decode(value: unknown): Decoded<DecodedObject> {
  const { apiVersion, kind } = new Reader().fields<'apiVersion' | 'kind'>(value);
  return decodeObject(objectKind(apiVersion, kind) ?? 'slice', value);
}

/** The slice that it is, or the first one that Endpoints become. */
function partOf({ slice, parts = [] }: DecodedObject): Slice {
  return parts[0] ?? slice;
}

/** Decodes as every door does; an object that does not decode is a mistake of the test. */
export function sliceOf(value: unknown): Slice {
  const decoded = decode(value);
  if (!decoded.ok)
    throw new Error(decoded.problems.map(({ path, message }) => `${formatPath(path)}: ${message}`).join('\n'));
  return partOf(decoded.value);
}

/** A cluster of which these Services (`namespace/name`) are known. */
export function viewOf(services: readonly string[]): ClusterView {
  const index = new FactIndex('partial');
  for (const service of services) {
    const [namespace, name] = service.split('/');
    index.put('v1', 'Service', { metadata: { namespace, name } }, '');
  }
  return index;
}

export function setupOf(networks: Readonly<Record<string, readonly string[]>>): Setup {
  return { networks: new Map(Object.entries(networks).map(([name, ranges]) => [name, parseRanges(ranges)])) };
}

function writerOf(user: string | undefined): Writer {
  if (user === undefined) return { class: 'unknown', user: null, groups: [] };
  return { class: DEFAULT_CONTROLLERS.includes(user) ? 'controller' : 'other', user, groups: [] };
}

function oldObjectOf(old: object | undefined): OldObject | undefined {
  if (old === undefined) return undefined;
  const slice = sliceOf(old);
  return { labels: () => slice.metadata.labels, metadata: () => slice.metadata, slice: () => slice };
}
