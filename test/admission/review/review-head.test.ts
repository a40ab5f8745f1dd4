// The head of a review that is too large to be read says what a whole parse says, from the beginning alone, and nothing
// else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAsk } from '../../../src/admission/review/ask.ts';
import { HEAD_BYTES, readHead } from '../../../src/admission/review/review-head.ts';
import { review } from '../reviews.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    'jane',
    '"',
    '\\',
    '\\"',
    '{',
    '}',
    '[',
    ']',
    ',"object":{',
    '"uid":"x"',
    '\u2028',
    '\u0000',
    'ü',
    '😀',
    '__proto__',
  ),
);
const kind = fc.record({ group: text, version: text, kind: text });

const MARK = 'the object goes here';

/** A review in Go's order, and how many bytes of it come before its object. */
const reviews = fc
  .record({
    apiVersion: fc.constantFrom('admission.k8s.io/v1', 'admission.k8s.io/v1beta1', 'x'),
    uid: text,
    kind: fc.oneof(kind, fc.constant({ group: '', version: 'v1', kind: 'Endpoints' })),
    subResource: fc.option(text, { nil: undefined }),
    requestSubResource: fc.option(text, { nil: undefined }),
    name: fc.option(text, { nil: undefined }),
    namespace: fc.option(text, { nil: undefined }),
    operation: fc.oneof(text, fc.constantFrom('CREATE', 'UPDATE', 'DELETE', 'CONNECT')),
    username: fc.option(text, { nil: undefined }),
    groups: fc.option(fc.array(text, { maxLength: 5 }), { nil: undefined }),
    extra: fc.option(fc.dictionary(text, fc.array(text, { maxLength: 3 }), { maxKeys: 3 }), { nil: undefined }),
    object: fc.jsonValue(),
    oldObject: fc.jsonValue(),
    space: fc.constantFrom(undefined, 1, '\t'),
  })
  .map(({ apiVersion, username, groups, extra, object, oldObject, space, ...request }) => {
    const { uid, kind: of, subResource, requestSubResource, name, namespace, operation } = request;
    const written = {
      kind: 'AdmissionReview',
      apiVersion,
      request: {
        uid,
        kind: of,
        resource: { group: '', version: 'v1', resource: 'x' },
        subResource,
        requestKind: of,
        requestSubResource,
        name,
        namespace,
        operation,
        userInfo: { username, uid: 'u', groups, extra },
        object: MARK,
        oldObject,
        dryRun: false,
        options: null,
      },
    };
    const [before = '', ...after] = JSON.stringify(written, null, space).split(JSON.stringify(MARK));
    return { written: [before, JSON.stringify(object), ...after].join(''), before: Buffer.byteLength(before) };
  });

describe('readHead', () => {
  it('says of a review in Go’s order what a whole parse says', () => {
    fc.assert(
      fc.property(reviews, ({ written }) => {
        const read = readHead(Buffer.from(written));
        expect(read?.hasMoreGroups).toBe(false);
        expect(readAsk(read?.review)).toEqual(readAsk(JSON.parse(written)));
      }),
      { numRuns: 1000 },
    );
  });

  it('says the same wherever the rest is cut off, except for groups beyond the end, or nothing', () => {
    const seen = { nothing: 0, fewer: 0, all: 0 };
    fc.assert(
      fc.property(reviews, fc.integer({ min: 0, max: 999 }), ({ written, before }, share) => {
        const whole = readAsk(JSON.parse(written));
        const cut = Buffer.from(written).subarray(0, Math.floor((share / 999) * Buffer.byteLength(written)));
        const read = readHead(cut);
        const ask = read === undefined ? whole : readAsk(read.review);
        const [groups, all] = [ask?.user?.groups ?? [], whole?.user?.groups ?? []];
        expect({ ...ask, user: ask?.user?.name }).toEqual({ ...whole, user: whole?.user?.name });
        expect(groups).toEqual(all.slice(0, read?.hasMoreGroups === true ? groups.length : all.length));
        seen[read === undefined ? 'nothing' : read.hasMoreGroups ? 'fewer' : 'all']++;
        // The objects are all that is missing.
        expect(read?.hasMoreGroups === false || cut.length < before).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });

  it('names as many groups as fit', () => {
    const groups = Array.from({ length: 20_000 }, (_, index) => `some-group-of-theirs-${index}`);
    const written = review();
    const request = {
      ...Object.entries(written).find(([key]) => key === 'request')?.[1],
      userInfo: { username: 'jane', groups },
    };
    const bytes = Buffer.from(JSON.stringify({ ...written, request }));
    expect(bytes.length).toBeGreaterThan(HEAD_BYTES);
    const read = readHead(bytes);
    expect(read?.hasMoreGroups).toBe(true);
    const found = readAsk(read?.review)?.user?.groups ?? [];
    expect(found.length).toBeGreaterThan(8000);
    expect(found).toEqual(groups.slice(0, found.length));
  });

  it.each([
    ['large extra fields', { username: 'jane', groups: ['a'], extra: { scopes: ['x'.repeat(300_000)] } }, false],
    [
      'large extra fields before the groups',
      { username: 'jane', extra: { scopes: ['x'.repeat(300_000)] }, groups: ['a'] },
      true,
    ],
    ['a large uid', { username: 'jane', uid: 'x'.repeat(300_000), groups: ['a'] }, true],
  ])('reads the request in spite of %s', (_, userInfo, hasMoreGroups) => {
    const request = { ...Object.entries(review()).find(([key]) => key === 'request')?.[1], userInfo };
    const read = readHead(Buffer.from(JSON.stringify({ ...review(), request })));
    expect(readAsk(read?.review)?.facts).toMatchObject({ user: 'jane', operation: 'CREATE', namespace: 'shop' });
    expect(read?.hasMoreGroups).toBe(hasMoreGroups);
  });

  it.each(['tr', '-1', '"x', '{"a":fal', '[1,2'])(
    'does not take a value that is cut off for a wrong one: %s',
    (value) => {
      const written = JSON.stringify(review()).replace(/"groups".*/, `"more":${value}`);
      expect(readHead(Buffer.from(written))).toMatchObject({
        hasMoreGroups: true,
        review: { request: { userInfo: { username: 'jane' } } },
      });
    },
  );

  it('knows a key however it is written', () => {
    const escaped = JSON.stringify(review())
      .replace('"uid"', String.raw`"\u0075id"`)
      .replace('"kind":{"group"', String.raw`"k\u0069nd":{"\u0067roup"`);
    expect(readAsk(readHead(Buffer.from(escaped))?.review)).toEqual(readAsk(review()));
  });

  it('reads a uid only in its place', () => {
    const inside = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('AdmissionReview', 'admission.k8s.io/v1', 'CREATE', 'x', {}, null),
        fc.dictionary(
          fc.constantFrom('uid', 'request', 'kind', 'apiVersion', 'operation', 'userInfo', 'metadata', 'object'),
          tie('value'),
        ),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(inside, fc.constantFrom('', ' ', '[', 'x', '\ufeff', '{"a":', '{"request":'), (value, before) => {
        const written = `${before}${JSON.stringify(value)}`;
        const read = readHead(Buffer.from(written));
        if (read === undefined) return;
        expect(before.trim()).toBe('');
        expect(readAsk(read.review)?.envelope).toEqual(readAsk(JSON.parse(written))?.envelope);
      }),
      { numRuns: 2000 },
    );
    const whole = JSON.stringify(review());
    for (const hidden of [
      `x${whole}`,
      `\ufeff${whole}`,
      `[${whole}]`,
      `{"request":${whole}}`,
      `{"a":1}${whole}`,
      `,${whole}`,
    ]) {
      expect(readHead(Buffer.from(hidden))).toBeUndefined();
    }
    const { request, ...rest } = { request: {}, ...review() };
    for (const hidden of [
      { ...rest, request: { object: request } },
      { ...rest, metadata: request },
      { ...rest, request: { userInfo: request } },
      { ...rest, request: [request] },
      { request, ...rest },
    ]) {
      expect(readHead(Buffer.from(JSON.stringify(hidden)))).toBeUndefined();
    }
  });

  it.each(['uid', 'kind', 'operation', 'userInfo', 'name'])('refuses a second %s', (key) => {
    const twice = JSON.stringify(review()).replace(`,"operation"`, `,"${key}":{},"${key}":{},"operation"`);
    expect(readHead(Buffer.from(twice))).toBeUndefined();
  });

  it('never throws for bytes of any kind', () => {
    const change = fc.tuple(
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 0, max: 255 }),
    );
    fc.assert(
      fc.property(reviews, fc.array(change, { minLength: 1, maxLength: 5 }), ({ written }, changes) => {
        const bytes = Buffer.from(written);
        for (const [share, byte] of changes) bytes[Math.floor(share * bytes.length)] = byte;
        expect(() => readAsk(readHead(bytes)?.review)).not.toThrow();
      }),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readHead(Buffer.from(bytes))).toBeUndefined();
      }),
    );
  });

  const begin = JSON.stringify(review()).replace(/"groups".*/, '');
  it.each([
    ['brackets', '['],
    ['objects', '{"a":'],
    ['closing brackets', ']'],
    ['backslashes', '"\\\\'],
    ['a string of backslashes', '\\\\'],
    ['quotes', '"'],
    ['keys', '"a":1,'],
    ['spaces', ' '],
    ['digits', '1'],
    ['commas', ','],
  ])('takes time in proportion to its bytes: %s', (_, unit) => {
    for (const opening of [
      '',
      '{"kind":',
      '{"kind":"',
      `${begin}"extra":`,
      `${begin}"extra":"`,
      `${begin}"extra":{"a":[`,
      `${begin}"groups":["`,
    ]) {
      const bytes = Buffer.from(opening + unit.repeat(Math.ceil((4 * HEAD_BYTES) / unit.length)));
      const start = performance.now();
      readHead(bytes);
      expect(performance.now() - start).toBeLessThan(500);
    }
  });
});
