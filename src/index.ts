// The library: judges slices in a program, and lets it bring rules of its own.
export { judge } from './policy/judge.ts';
export type { JudgeOptions } from './policy/judge.ts';
export { loadPolicies } from './policy/load/load.ts';
export type { LoadOptions, PolicySource } from './policy/load/load.ts';
export type { PolicySet } from './policy/policy-set.ts';
export type { Counts, Decision, Finding, Undecided, User } from './policy/subject.ts';
export { causes, denialMessage, warnings } from './policy/evaluate/messages.ts';
export { decisionDigest } from './policy/evaluate/digest.ts';
export { RULES } from './rules/index.ts';
export { defineRule, OldObjectError, OptionError } from './policy/rule.ts';
export type {
  Action,
  AnyRule,
  Example,
  Message,
  Need,
  OldObject,
  Operation,
  Reason,
  Report,
  Rule,
  RuleContext,
  Setup,
  Writer,
  WriterClass,
} from './policy/rule.ts';
export type { Endpoint, Port, Slice, SliceMetadata } from './model/slice.ts';
export type { FieldPath } from './model/field-path.ts';
export { UserError } from './model/problem.ts';
export { FactIndex } from './view/index.ts';
export type { FactKind, FactRef, Known } from './view/facts.ts';
export type { ClusterView } from './view/view.ts';
