import { describe, expect, it } from 'vitest';
import { formatPath } from '../../../src/model/field-path.ts';
import { placeOf, schemaOf, type ObjectSchema } from '../../../src/model/decode/schema.ts';

const SLICE = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' };
const BETA = { ...SLICE, apiVersion: 'discovery.k8s.io/v1beta1' };
const ENDPOINTS = { apiVersion: 'v1', kind: 'Endpoints' };

function fieldsOf(schema: ObjectSchema, ...path: readonly (string | number)[]): readonly string[] {
  const found = path.length === 0 ? schema : placeOf(schema, path).schema;
  return found?.kind === 'object' ? [...found.fields.keys()] : [];
}

describe('schemaOf', () => {
  it('knows the fields of each kind', () => {
    expect(fieldsOf(schemaOf(SLICE))).toEqual(['apiVersion', 'kind', 'metadata', 'addressType', 'endpoints', 'ports']);
    expect(fieldsOf(schemaOf(BETA))).toEqual(fieldsOf(schemaOf(SLICE)));
    expect(fieldsOf(schemaOf(ENDPOINTS))).toEqual(['apiVersion', 'kind', 'metadata', 'subsets']);
  });

  it('has zone in v1 and topology in v1beta1', () => {
    expect(fieldsOf(schemaOf(SLICE), 'endpoints', 0)).toEqual(expect.arrayContaining(['zone', 'deprecatedTopology']));
    expect(fieldsOf(schemaOf(BETA), 'endpoints', 0)).toContain('topology');
    expect(fieldsOf(schemaOf(BETA), 'endpoints', 0)).not.toContain('zone');
  });

  it.each([undefined, null, 'x', [], {}, { apiVersion: 'v1', kind: 'List' }])('reads %j as a slice of v1', (value) => {
    expect(schemaOf(value)).toBe(schemaOf(SLICE));
  });
});

describe('placeOf', () => {
  it.each([
    [['metadata', 'labels', 'a.b/c'], 'metadata.labels[a.b/c]', 'text', true],
    [['metadata', 'labels'], 'metadata.labels', 'map', false],
    [['metadata', 'managedFields', 0, 'fieldsV1'], 'metadata.managedFields[0].fieldsV1', 'anything', false],
    [['metadata', 'managedFields', 0, 'fieldsV1', 'f:x'], 'metadata.managedFields[0].fieldsV1.f:x', undefined, false],
    [['metadata', 'generation'], 'metadata.generation', 'int64', false],
    [['endpoints', 3, 'addresses', 0], 'endpoints[3].addresses[0]', 'text', false],
    [['ports', 1, 'port'], 'ports[1].port', 'int32', false],
    [['ports', 1, 'targetPort', 'x'], 'ports[1].targetPort.x', undefined, false],
    [['ports', 'x'], 'ports.x', 'object', false],
    [[], '', 'object', false],
  ])('%j is %s', (path, text, kind, isKey) => {
    const place = placeOf(schemaOf(SLICE), path);
    expect([formatPath(place.at), place.schema?.kind, place.isKey]).toEqual([text, kind, isKey]);
  });
});
