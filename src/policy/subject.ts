// What is judged, and the decision about it: the data that every door hands in and gets back.
import type { FieldPath } from '../model/field-path.ts';
import type { PatchOperation } from '../model/json-patch.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Slice } from '../model/slice.ts';
import type { ClusterView } from '../view/view.ts';
import type { Action, Need, Operation, OldObject, Reason, Writer } from './rule.ts';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** A slice, and what stood in its place before. */
export interface Part {
  readonly slice: Slice;
  /** Of an UPDATE, when known. */
  readonly oldObject: OldObject | undefined;
}

/** Everything a decision depends on. Where it came from and whether it is a dry run are the door's business. */
export interface Subject {
  readonly operation: Operation;
  /** The object as it would be stored; on DELETE the stored one. */
  readonly slice: Slice;
  /** The stored object of an UPDATE, when known. */
  readonly oldObject: OldObject | undefined;
  /**
   * The slices that the object becomes, which are judged in its stead: those of v1 Endpoints, perhaps none. Undefined
   * for an object that is a slice.
   */
  readonly parts?: readonly Part[] | undefined;
  /** Undefined when the writer is unknown. */
  readonly user: User | undefined;
  /** The object as written, where a door has it. */
  readonly manifest?: Manifest | undefined;
  /** What is known of the cluster beside it. */
  readonly view?: ClusterView | undefined;
}

/** Why a finding leads to less than its rule instance says. */
export type Cap = 'controller' | 'agent' | 'trusted' | 'shrinking' | 'ratchet' | 'exception' | 'enforcement';

export interface Finding {
  readonly rule: string;
  /** The message id. */
  readonly id: string;
  readonly path: FieldPath;
  /** The path as Kubernetes writes it. */
  readonly field: string;
  readonly reason: Reason;
  /**
   * One sentence, without the field path and the rule id; bounded to 500 characters, free of line breaks and control
   * characters.
   */
  readonly message: string;
  /** Bounded like the message. */
  readonly seen: string;
  readonly expected: string;
  /** Never `off`. */
  readonly action: Action;
  readonly actionBefore: Action;
  readonly capped: Cap | null;
  /** Keys of the facts that it rests on, sorted; empty if the object alone shows it. */
  readonly rests: readonly string[];
  /** What would fix it; empty if nothing does. */
  readonly fix: readonly PatchOperation[];
  /** Whether the policy lets the mutating door fix it. */
  readonly mayFix: boolean;
  /** The name of the policy that asked. */
  readonly policy: string;
}

export interface Undecided {
  readonly rule: string;
  /** `bug`: the rule threw `error`. */
  readonly needs: Need | 'bug';
  readonly error?: unknown;
  /** A policy that asked says `undecided: deny`. */
  readonly denies?: true;
}

/** Exact numbers of findings, of which at most MAX_FINDINGS are kept. */
export interface Counts {
  readonly deny: number;
  readonly warn: number;
  readonly audit: number;
}

export interface Decision {
  readonly subject: Subject;
  readonly writer: Writer;
  readonly allowed: boolean;
  /** Ask again later (HTTP 503): a policy says `undecided: retry` and a rule could not decide. */
  readonly retry: boolean;
  /**
   * Strongest action first, then in the order of the rule registry and of the object; at most MAX_FINDINGS, of which
   * each rule gets its share.
   */
  readonly findings: readonly Finding[];
  readonly counts: Counts;
  /** Of the rules that found something. */
  readonly countsByRule: ReadonlyMap<string, Counts>;
  readonly undecided: readonly Undecided[];
  /** True when every policy leaves this object alone (excluded namespace and the like): nothing was evaluated. */
  readonly unmatched: boolean;
}

/** Findings kept per object. */
export const MAX_FINDINGS = 1000;
