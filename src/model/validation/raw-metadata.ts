// The metadata of an object as the API server has it before validation: all of it decoded, whatever its size.
import type { Fields, Reader } from '../decode/reader.ts';

export interface RawMetadata {
  readonly namespace: string;
  readonly name: string;
  readonly generateName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly ownerReferences: readonly RawOwner[];
  readonly finalizers: readonly string[];
  readonly hasDeletionTimestamp: boolean;
  readonly deletionGracePeriodSeconds: unknown;
  readonly generation: unknown;
}

export interface RawOwner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean | undefined;
  readonly blockOwnerDeletion: boolean | undefined;
}

const ALL = Number.POSITIVE_INFINITY;

/** Members of a wrong type are read as absent. */
export function readMetadata(reader: Reader, value: unknown): RawMetadata {
  const fields: Fields = reader.fields(value);
  return {
    namespace: reader.text(fields['namespace'], ''),
    name: reader.text(fields['name'], ''),
    generateName: reader.text(fields['generateName'], ''),
    labels: reader.textMap(fields['labels'], ''),
    annotations: reader.textMap(fields['annotations'], ''),
    ownerReferences: reader.items(fields['ownerReferences'], '', ALL, readOwner),
    finalizers: reader.texts(fields['finalizers'], '', ALL),
    hasDeletionTimestamp: reader.optionalText(fields['deletionTimestamp'], '') !== undefined,
    deletionGracePeriodSeconds: fields['deletionGracePeriodSeconds'] ?? undefined,
    generation: fields['generation'] ?? undefined,
  };
}

function readOwner(reader: Reader, value: unknown): RawOwner {
  const fields = reader.fields(value);
  return {
    apiVersion: reader.text(fields['apiVersion'], ''),
    kind: reader.text(fields['kind'], ''),
    name: reader.text(fields['name'], ''),
    uid: reader.text(fields['uid'], ''),
    controller: reader.optionalBoolean(fields['controller'], ''),
    blockOwnerDeletion: reader.optionalBoolean(fields['blockOwnerDeletion'], ''),
  };
}
