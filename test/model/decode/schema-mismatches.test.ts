import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath } from '../../../src/model/field-path.ts';
import { findMismatches } from '../../../src/model/decode/schema-mismatches.ts';
import { schemaOf } from '../../../src/model/decode/schema.ts';
import { slices } from '../../oracle/slices.ts';

function mismatches(value: unknown): readonly string[] {
  const found: string[] = [];
  findMismatches(schemaOf(value), value, (mismatch) =>
    found.push(`${mismatch.kind === 'type' ? mismatch.expected : 'unknown'} ${formatPath(mismatch.at)}`),
  );
  return found;
}

describe('findMismatches', () => {
  it('finds none in slices that an API server can decode', () => {
    fc.assert(
      fc.property(slices, (slice) => {
        expect(mismatches(slice)).toEqual([]);
      }),
    );
  });

  it('accepts null for every type', () => {
    expect(mismatches({ metadata: null, addressType: null, endpoints: [null, { conditions: null }] })).toEqual([]);
  });

  it('reports each member in the order written, and nothing below it', () => {
    const value = {
      ports: [{ port: '80', targetPort: { x: 1 } }, 'http'],
      Endpoints: [{ y: 1 }],
      metadata: { labels: { a: 1, 'b.c/d': {} }, generation: 1.5 },
      endpoints: { addresses: 1 },
    };
    expect(mismatches(value)).toEqual([
      'int32 ports[0].port',
      'unknown ports[0].targetPort',
      'object ports[1]',
      'unknown Endpoints',
      'text metadata.labels[a]',
      'text metadata.labels[b.c/d]',
      'int64 metadata.generation',
      'list endpoints',
    ]);
  });

  it('names the object that lacks an unknown field', () => {
    const value = { ports: [{ x: 1 }] };
    findMismatches(schemaOf(value), value, (mismatch) => {
      expect(mismatch).toMatchObject({ kind: 'unknown', name: 'x' });
      expect(mismatch.kind === 'unknown' && [...mismatch.within.fields.keys()]).toEqual([
        'name',
        'protocol',
        'port',
        'appProtocol',
      ]);
    });
    expect.assertions(2);
  });

  it('does not look into fields that may be anything', () => {
    expect(mismatches({ metadata: { managedFields: [{ fieldsV1: { 'f:x': [1] } }] } })).toEqual([]);
  });

  // The limits of int32, and of int64 after JSON has rounded it to a double.
  it.each([
    [2 ** 31 - 1, true],
    [2 ** 31, false],
    [-(2 ** 31), true],
    [-(2 ** 31) - 1, false],
    [0.5, false],
  ])('port number %s fits: %s', (port, fits) => {
    expect(mismatches({ ports: [{ port }] })).toEqual(fits ? [] : ['int32 ports[0].port']);
  });

  it.each([
    [Number('9223372036854775807'), true],
    [Number('-9223372036854775808'), true],
    [1e19, false],
  ])('generation %s fits: %s', (generation, fits) => {
    expect(mismatches({ metadata: { generation } })).toEqual(fits ? [] : ['int64 metadata.generation']);
  });
});

// What time.Parse(time.RFC3339, text) of Go 1.26 returns.
describe('a time, as Go reads it', () => {
  it.each([
    '2026-01-02T03:04:05Z',
    '2026-01-02T3:04:05Z',
    '2026-01-02T03:04:05,5Z',
    '2026-01-02T03:04:05.123456789123Z',
    '2024-02-29T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-01-02T03:04:05-23:59',
    '2026-01-02T03:04:05+24:60',
  ])('may be %s', (time) => {
    expect(mismatches({ metadata: { creationTimestamp: time } })).toEqual([]);
  });

  it.each([
    '',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-02T24:00:00Z',
    '2026-01-02T03:60:05Z',
    '2026-01-02T23:59:60Z',
    '2026-01-02T03:04:05+25:00',
    '2026-01-02T03:04:05+00:61',
    '2026-01-02T03:04:05+0000',
    '2026-01-02T03:04:05',
    '2026-01-02T03:04:05Z ',
    '2026-01-02t03:04:05z',
    '2026-01-02 03:04:05Z',
    '2026-01-02T03:04:05.Z',
    '2026-01-02T03:4:05Z',
    '2026-01-02T003:04:05Z',
    '26-01-02T03:04:05Z',
  ])('must not be "%s"', (time) => {
    expect(mismatches({ metadata: { creationTimestamp: time } })).toEqual(['time metadata.creationTimestamp']);
  });
});
