// The library: what the doors are made of, for programs that judge slices themselves.
export { defineRule, OptionError } from './policy/rule.ts';
export type {
  Action,
  AnyRule,
  Example,
  Message,
  Need,
  Operation,
  OldObject,
  Reason,
  Report,
  Rule,
  RuleContext,
  Setup,
  Writer,
  WriterClass,
} from './policy/rule.ts';
export { RULES } from './rules/index.ts';
export { decodeSlice, decodeMetadata } from './model/decode/decode.ts';
export { decodeObject, decodeStored, objectKind } from './model/decode/decode-object.ts';
export type { DecodedObject, DecodeOptions, ObjectKind, StoredForm } from './model/decode/decode-object.ts';
export type { Decoded } from './model/decode/decode.ts';
export type { Endpoint, Port, Slice, SliceMetadata } from './model/slice.ts';
export { formatPath, toPointer } from './model/field-path.ts';
export type { FieldPath } from './model/field-path.ts';
export { UserError } from './model/problem.ts';
export { loadPolicies } from './policy/load/load.ts';
export type { LoadOptions, PolicySource } from './policy/load/load.ts';
export type { PolicySet } from './policy/policy-set.ts';
export { evaluate } from './policy/evaluate/engine.ts';
export { pairParts } from './policy/evaluate/parts.ts';
export { decisionDigest } from './policy/evaluate/digest.ts';
export { causes, denialMessage, warnings } from './policy/evaluate/messages.ts';
export type { Counts, Decision, Finding, Subject, Undecided, User } from './policy/subject.ts';
