// kubeconform beside sliceward: a JSON Schema of what it would have to know about EndpointSlices, from the same table
// that unknown-field reads.
import { accessSync, constants } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { schemaOf, type Schema } from '../src/model/decode/schema.ts';

export interface Kubeconform {
  readonly program: string;
  /** Judges a file or folder, strictly. */
  readonly args: (path: string) => readonly string[];
}

/**
 * The program that KUBECONFORM names, or that is on the PATH; undefined if there is none. Writes its schema into the
 * folder.
 */
export async function findKubeconform(folder: string): Promise<Kubeconform | undefined> {
  const program = process.env['KUBECONFORM'] ?? onPath('kubeconform');
  if (program === undefined) return undefined;
  // Without a schema of lists it opens none; with one of anything it would be satisfied by that.
  await writeFile(join(folder, 'endpointslice-discovery-v1.json'), JSON.stringify(jsonSchema(schemaOf({}))));
  const location = join(folder, '{{.ResourceKind}}{{.KindSuffix}}.json');
  return { program, args: (path) => ['-strict', '-schema-location', location, '-summary', path] };
}

function onPath(name: string): string | undefined {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  return candidates.find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const SCALARS: Readonly<Record<string, object>> = {
  text: { type: ['string', 'null'] },
  boolean: { type: ['boolean', 'null'] },
  int32: { type: ['integer', 'null'], format: 'int32' },
  int64: { type: ['integer', 'null'], format: 'int64' },
  time: { type: ['string', 'null'], format: 'date-time' },
  map: { type: ['object', 'null'], additionalProperties: { type: ['string', 'null'] } },
};

function jsonSchema(schema: Schema): object {
  if (schema.kind === 'list') return { type: ['array', 'null'], items: jsonSchema(schema.of) };
  if (schema.kind !== 'object') return SCALARS[schema.kind] ?? {};
  const properties = Object.fromEntries([...schema.fields].map(([name, field]) => [name, jsonSchema(field)]));
  return { type: ['object', 'null'], properties, additionalProperties: false };
}
