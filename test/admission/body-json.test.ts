import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReviewJson, parseWhole, type ReviewJson } from '../../src/admission/body-json.ts';
import { goodSlice, review, type ReviewParts } from './reviews.ts';

/** What a reader of either way can see, without the oldObject that only one of them leaves in place. */
function seen({ review: parsed, old }: ReviewJson): unknown {
  const text = JSON.stringify(parsed, (key, value: unknown) => (key === 'request' ? withoutOld(value) : value));
  return { review: JSON.parse(text), metadata: old?.metadata(), object: old?.object(), again: old?.metadata() };
}

function withoutOld(request: unknown): unknown {
  return typeof request === 'object' && request !== null && !Array.isArray(request) ? { ...request, oldObject: undefined } : request;
}

const marks = [
  ',"oldObject":{',
  '},"dryRun":',
  '},"addressType":',
  'oldObject',
  'dryRun',
  'addressType',
  '{',
  '}',
  '"',
  '\\',
  ',',
  ':',
  'ü',
  '\ud800',
];
const text = fc.oneof(
  fc.string(),
  fc.array(fc.constantFrom(...marks), { maxLength: 6 }).map((parts) => parts.join('')),
);
const key = fc.oneof(text, fc.constantFrom('oldObject', 'dryRun', 'addressType', 'metadata', 'request', 'a'));
/** JSON with the marks as text and as structure, at any depth. */
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    fc.constantFrom(null, true, 1e300, -0.5, {}),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 4 }),
  ),
}));
const slice = fc.record({
  metadata: fc.record({ name: text, labels: fc.dictionary(key, json), managedFields: json, extra: json }),
  addressType: text,
  endpoints: json,
  ports: json,
  more: json,
});
const parts: fc.Arbitrary<ReviewParts> = fc.record({
  operation: fc.constantFrom('UPDATE', 'CREATE', 'DELETE', 'OTHER'),
  object: fc.oneof(slice, json),
  oldObject: fc.oneof(slice, json),
  dryRun: fc.boolean(),
  options: json,
  user: text,
});

describe('parseReviewJson', () => {
  it('sees what a whole parse sees, whatever the marks stand in', () => {
    fc.assert(
      fc.property(parts, (value) => {
        const bytes = Buffer.from(JSON.stringify(review(value)));
        expect(seen(parseReviewJson(bytes))).toEqual(seen(parseWhole(bytes)));
      }),
      { numRuns: 2000 },
    );
  });

  it('sees the same in reviews that are written with blanks', () => {
    fc.assert(
      fc.property(parts, (value) => {
        const bytes = Buffer.from(JSON.stringify(review(value), null, 1));
        expect(seen(parseReviewJson(bytes))).toEqual(seen(parseWhole(bytes)));
      }),
      { numRuns: 200 },
    );
  });

  it('does not parse the old object of an UPDATE before it is asked for', () => {
    const bytes = Buffer.from(JSON.stringify(review({ operation: 'UPDATE', oldObject: goodSlice({ name: 'old' }) })));
    // Broken where only a parse of the old object can notice.
    const at = bytes.lastIndexOf('"addresses"');
    bytes.write('#', at);
    const parsed = parseReviewJson(bytes);
    expect(parsed.review).toMatchObject({ request: { operation: 'UPDATE', dryRun: false } });
    expect(parsed.review).not.toHaveProperty('request.oldObject');
    expect(parsed.old?.metadata()).toMatchObject({ name: 'old', namespace: 'shop' });
    expect(() => parsed.old?.object()).toThrow(SyntaxError);
  });

  it.each(['', '{', '[1', 'nope', '{"request":{"uid":"1","operation":"UPDATE"},"oldObject":{},"dryRun":'])(
    'throws SyntaxError for %j',
    (bad) => {
      expect(() => parseReviewJson(Buffer.from(bad))).toThrow(SyntaxError);
    },
  );

  it('reads what is no UTF-8 as U+FFFD', () => {
    const bytes = Buffer.concat([Buffer.from('{"request":{"uid":"'), Buffer.from([0xff, 0xc0]), Buffer.from('"}}')]);
    expect(parseReviewJson(bytes).review).toEqual({ request: { uid: '\ufffd\ufffd' } });
  });
});
