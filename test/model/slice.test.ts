import { describe, expect, it } from 'vitest';
import { decodeMetadata, decodeSlice } from '../../src/model/decode/decode.ts';
import { BUILT_IN_MANAGERS, isReady, label, LABELS, managedBy, serviceName } from '../../src/model/slice.ts';
import { refuseLabelValue, refuseQualifiedName } from '../../src/model/validation/formats.ts';

describe('isReady', () => {
  it.each([
    [true, true],
    [false, false],
    [null, true],
    [undefined, true],
  ])('of an endpoint with ready %s is %s', (ready, expected) => {
    const { endpoints } = decodeSlice({
      endpoints: [{ conditions: { ready, serving: false, terminating: true } }],
    }).value;
    expect(endpoints.map(isReady)).toEqual([expected]);
  });
});

describe('labels of a slice', () => {
  const metadata = (labels: object): Parameters<typeof label>[0] => decodeMetadata({ labels }).value;

  it('name its Service and its manager', () => {
    const named = metadata({ [LABELS.serviceName]: 'web', [LABELS.managedBy]: 'me' });
    expect([serviceName(named), managedBy(named)]).toEqual(['web', 'me']);
    expect([serviceName(metadata({})), managedBy(metadata({}))]).toEqual([undefined, undefined]);
  });

  it('have no inherited keys', () => {
    expect(['constructor', '__proto__'].map((key) => label(metadata({}), key))).toEqual([undefined, undefined]);
  });

  it('are keys and values that the API server accepts', () => {
    expect(Object.values(LABELS).flatMap(refuseQualifiedName)).toEqual([]);
    expect(BUILT_IN_MANAGERS.flatMap(refuseLabelValue)).toEqual([]);
  });
});
