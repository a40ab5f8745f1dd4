import { expect, it } from 'vitest';
import { earlyUid } from '../../src/admission/early-uid.ts';
import { body } from './reviews.ts';

const HEAD = '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1"';

it.each([
  ['what an API server writes', body().toString(), 'b3c2-1'],
  ['its beginning alone', HEAD, 'u-1'],
  ['white space', ` \n${HEAD.replaceAll(':', ' : ').replaceAll(',', ' , ')}`.replace('admission.k8s.io', 'admission.k8s.io'), 'u-1'],
  // Such an answer would be for nobody, or for another's review.
  ['a review within another object', `{"request":{"object":${HEAD}}}}`, undefined],
  ['a review behind another value', `[]${HEAD}`, undefined],
  ['a review in a text', JSON.stringify({ note: HEAD }), undefined],
  ['another order', '{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1"', undefined],
  ['another member before the uid', HEAD.replace('"uid"', '"name":"x","uid"'), undefined],
  ['a uid that does not end', HEAD.slice(0, -1), undefined],
  ['a uid of 257 characters', HEAD.replace('u-1', 'u'.repeat(257)), undefined],
  ['a uid that comes late', ' '.repeat(4096) + HEAD, undefined],
])('finds the uid of a body only at its beginning: %s', (_, text, expected) => {
  expect(earlyUid(Buffer.from(text))).toBe(expected);
});
