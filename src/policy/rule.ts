// The rule contract: what a rule declares, what it is given, what it may say. Rules import this file and the model,
// nothing else of ours.
import type { z } from 'zod';
import type { Address } from '../model/address/address.ts';
import type { FieldPath } from '../model/field-path.ts';
import type { RangeSet } from '../model/address/cidr.ts';
import type { PatchOperation } from '../model/json-patch.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Labels, Slice, SliceMetadata } from '../model/slice.ts';
import type { FactKind, FactRef } from '../view/facts.ts';
import type { ClusterView } from '../view/view.ts';

/** What a finding leads to, from the strongest to none. */
export const ACTIONS = ['deny', 'warn', 'audit', 'off'] as const;
export type Action = (typeof ACTIONS)[number];

/** The cause reasons of Kubernetes' field errors. */
export type Reason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueTooMany'
  | 'FieldValueTooLong'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden';

export const CATEGORIES = ['kubernetes', 'size', 'address', 'port', 'identity', 'endpoint', 'change', 'audit'] as const;
export type Category = (typeof CATEGORIES)[number];

/** What may be unknown: the user who writes, the stored object, or facts of the cluster. */
export type Need = 'user' | 'oldObject' | FactKind;

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE';

/** The class we give a writer; `unknown` only where no user is known (check without --as). */
export const WRITER_CLASSES = ['controller', 'agent', 'trusted', 'other', 'unknown'] as const;
export type WriterClass = (typeof WRITER_CLASSES)[number];

export interface Writer {
  readonly class: WriterClass;
  /** Null when unknown. */
  readonly user: string | null;
  readonly groups: readonly string[];
}

/** What one kind of finding of a rule says and leads to. */
export interface Message {
  /**
   * One sentence: what was seen, why it is wrong, the smallest fix. `{seen}`, `{expected}` and the keys of the report's
   * data are filled in. The field path is printed before it, so it does not repeat the path.
   */
  readonly text: string;
  readonly reason: Reason;
  /** The action in the preset `recommended`. */
  readonly recommended: Action;
  /** The action in the preset `strict`. */
  readonly strict: Action;
}

/** An executed example: a manifest and what the rule must say of it. */
export interface Example {
  readonly title: string;
  /** One EndpointSlice as YAML. */
  readonly yaml: string;
  /** The stored object before an UPDATE, as YAML; without it the example is a CREATE. */
  readonly old?: string;
  /** The user who writes; unknown when absent. */
  readonly user?: string;
  /** Options of the rule instance; the defaults when absent. */
  readonly options?: unknown;
  /** The policy's `networks`. */
  readonly networks?: Readonly<Record<string, readonly string[]>>;
  /** Services that are known to exist, as `namespace/name`; no view of the cluster when absent. */
  readonly services?: readonly string[];
}

export interface BadExample extends Example {
  /** Every finding as [field path, message id], in the order reported. */
  readonly findings: readonly (readonly [field: string, id: string])[];
}

/** What was known when the options were compiled, once per policy load. */
export interface Setup {
  /** The policy's `networks` by name. */
  readonly networks: ReadonlyMap<string, RangeSet>;
}

/** Thrown by `prepare` when options are well-formed but wrong; `path` is relative to the options. */
export class OptionError extends Error {
  readonly path: readonly (string | number)[];
  constructor(path: readonly (string | number)[], message: string) {
    super(message);
    this.path = path;
  }
}

/**
 * The stored object cannot be read. Thrown by OldObject: a rule that asked is undecided; a finding that would deny and
 * has to be compared cannot be judged.
 */
export class OldObjectError extends Error {}

/**
 * The stored object of an UPDATE. Each part is decoded when first asked for: half of a review is here, and most rules
 * never look. Throws OldObjectError.
 */
export interface OldObject {
  /** Labels only, which costs the least. */
  labels(): Labels;
  /** Metadata only, which costs no parse of the endpoints. */
  metadata(): SliceMetadata;
  slice(): Slice;
  /**
   * The stored object was no slice yet (v1 Endpoints without addresses): it led nowhere, and so nothing about it is
   * old.
   */
  hadNoEndpoints?(): boolean;
  /**
   * The stored object was too large to be judged, and the whole update only takes away: its labels do not matter then.
   */
  allowsLabelChange?(): boolean;
}

export interface Report {
  /** Where: `['endpoints', 3, 'addresses', 0]`, `['metadata', 'labels', { key: 'x/y' }]`. */
  readonly at: FieldPath;
  /**
   * What was seen, short; the empty string when something is missing. Part of the digest and of the ratchet's
   * fingerprint.
   */
  readonly seen: string;
  /** What was expected, short. */
  readonly expected?: string;
  /** Further values for the message's placeholders; a path is written as it is in the object. */
  readonly data?: Readonly<Record<string, string | number | FieldPath>>;
  /**
   * For findings about a quantity (endpoints, bytes): its size. Such a finding is old when the stored object's was as
   * large or larger.
   */
  readonly quantity?: number;
  /** The facts of the cluster without which there would be no finding. */
  readonly rests?: readonly FactRef[];
  /**
   * The indexes of all endpoints that have the fault together, if which of them is blamed depends on their order alone.
   * One array for all findings about them.
   */
  readonly copies?: readonly number[];
  /**
   * What would fix it, as operations on the object as it was judged: never on its namespace, name or addressType, nor
   * on labels reserved for controllers.
   */
  readonly fix?: readonly PatchOperation[];
}

/** What is said of an address, beside its place and its text. */
export type AddressReport = Pick<Report, 'expected' | 'data' | 'fix' | 'copies' | 'rests'>;

export interface RuleContext<Id extends string = string> {
  readonly slice: Slice;
  readonly operation: Operation;
  readonly writer: Writer;
  /** Present on UPDATE when the stored object is known. */
  readonly oldObject: OldObject | undefined;
  /** The object as written. Undefined behind an API server, which has judged it by its own version already. */
  readonly manifest: Manifest | undefined;
  /** What is known of the cluster. Undefined when nothing is. */
  readonly view: ClusterView | undefined;
  readonly report: (id: Id, report: Report) => void;
  /**
   * Reports an address. `describe` is called, with `said`, only for what is kept: a slice may have a hundred thousand
   * of them.
   */
  readonly reportAddress: <Said>(
    id: Id,
    address: Address,
    describe: (said: Said, address: Address) => AddressReport,
    said: Said,
  ) => void;
  /** The rule would have to know this to judge; never leads to a finding. */
  readonly undecided: (need: Need) => void;
}

/**
 * One check in code. It never throws, reads no clock and keeps nothing between calls. `prepare` runs once per policy
 * load, `check` once per object; `check` must be linear in the slice's size.
 */
export interface Rule<Options = unknown, Prepared = unknown, Id extends string = string> {
  /** Kebab-case, the file's name, stable for ever. */
  readonly id: string;
  readonly category: Category;
  /** One line for tables. */
  readonly summary: string;
  /**
   * Why it matters, with the incident or Kubernetes behaviour behind it and its reference (e.g.
   * "kubernetes/kubernetes#102106").
   */
  readonly rationale: string;
  /** What to do about a finding. */
  readonly remediation: string;
  readonly needs: readonly Need[];
  /**
   * The kinds of facts that an instance looks at, by its options: what is read and watched for it. None when absent.
   */
  readonly needsOf?: (prepared: Prepared) => readonly FactKind[];
  /** The finding is about joining a Service or a manager: old only if no endpoint was added or made more ready. */
  readonly affectsMembership?: boolean;
  /** `false`: trusted writers cannot relax it; only Kubernetes' own controllers are exempt. */
  readonly relaxable?: false;
  /**
   * It reports addresses alone, and what it finds depends on an endpoint's addresses and the slice's addressType alone.
   * So it found the same in every stored endpoint of these addresses, and is not asked about the stored object: a slice
   * may have a hundred thousand faults.
   */
  readonly ofAddresses?: true;
  /**
   * `manifest`: the rule speaks of the object as written, as the API server would. It is asked even if the object could
   * not be decoded, says nothing where there is no manifest, and no cap but enforcement makes its findings weaker,
   * because the API server exempts no one; what is stored already is warned of at most.
   */
  readonly input?: 'manifest';
  /** Some of its findings carry a fix: always, or at the mutating door only with one of these options. */
  readonly fixes?: true | readonly string[];
  /**
   * The rule speaks of what v1 Endpoints do not have, or of what the mirroring controller writes into their slices by
   * itself: it is not asked about them. Others are asked about each slice that they become; findings about `metadata`
   * are taken from the first. A rule that judges a manifest is asked once, and its paths are those of the object as
   * written.
   */
  readonly appliesToEndpoints?: false;
  readonly options: z.ZodType<Options>;
  readonly messages: Readonly<Record<Id, Message>>;
  readonly examples: { readonly good: readonly Example[]; readonly bad: readonly BadExample[] };
  /** Compiles the options. Throws OptionError. */
  readonly prepare: (options: Options, setup: Setup) => Prepared;
  readonly check: (context: RuleContext<Id>, prepared: Prepared) => void;
}

/**
 * A rule whose type parameters are forgotten, as the registry and the engine see it; `defineRule` proves that
 * forgetting is safe.
 */
export interface AnyRule extends Omit<Rule, 'prepare' | 'check' | 'needsOf'> {
  /** Throws z.ZodError or OptionError. */
  readonly compile: (options: unknown, setup: Setup) => CompiledRule;
}

/** A rule bound to its options. */
export interface CompiledRule {
  /** The options as parsed, with defaults filled in. */
  readonly options: unknown;
  readonly kinds: readonly FactKind[];
  readonly check: (context: RuleContext) => void;
}

/** Ties a rule's options, prepared form and message ids together and hides them behind `compile`. */
export function defineRule<Options, Prepared, Id extends string>(rule: Rule<Options, Prepared, Id>): AnyRule {
  const { prepare, check, needsOf, ...rest } = rule;
  return {
    ...rest,
    compile(written, setup) {
      const options = rule.options.parse(written, { reportInput: true });
      const prepared = prepare(options, setup);
      return { options, kinds: needsOf?.(prepared) ?? [], check: (context) => check(context, prepared) };
    },
  };
}

/** The options schema of a rule that has none is `z.strictObject({})`, its prepare this. */
export function nothing(): undefined {
  return undefined;
}
