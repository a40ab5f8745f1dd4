// What holds for every answer whatever was asked, and what follows from the body by plain JSON.parse.
import { z } from 'zod';
import { applyPatch } from '../../../src/model/json-patch.ts';
import type { Reply } from './call.ts';
import type { HostileBody } from './hostile-bodies.ts';

/** The default of --max-body. */
const MAX_BODY = 24 * 1024 ** 2;
/** A body smaller than this has not too many values to be parsed. */
const ALWAYS_PARSED = 1024 ** 2;

const OLD_OBJECT = /,"oldObject":\{.*\}(?=,"dryRun":)/s;

// oxlint-disable-next-line no-control-regex -- these are what must not be there
const ONE_LINE = /^[^\u0000-\u001f\u007f]*$/;
const answer = z.strictObject({
  kind: z.literal('AdmissionReview'),
  apiVersion: z.literal(['admission.k8s.io/v1', 'admission.k8s.io/v1beta1']),
  response: z.strictObject({
    uid: z.string().max(256),
    allowed: z.boolean(),
    status: z
      .strictObject({
        status: z.literal('Failure'),
        code: z.literal([400, 403, 413]),
        reason: z.string(),
        message: z
          .string()
          .min(1)
          .refine((message) => Buffer.byteLength(message) <= 4096),
        details: z
          .strictObject({
            causes: z
              .array(z.strictObject({ reason: z.string(), field: z.string().max(500), message: z.string().max(600) }))
              .max(100),
          })
          .optional(),
      })
      .optional(),
    patchType: z.literal('JSONPatch').optional(),
    patch: z.base64().optional(),
    warnings: z.array(z.string().max(120).regex(ONE_LINE)).max(10).optional(),
    auditAnnotations: z
      .record(
        z.string(),
        z.string().refine((value) => Buffer.byteLength(value) <= 1024),
      )
      .optional(),
  }),
});
const operations = z.array(
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.enum(['add', 'replace']), path: z.string(), value: z.json() }),
    z.strictObject({ op: z.literal('remove'), path: z.string() }),
  ]),
);
const status = z.strictObject({
  kind: z.literal('Status'),
  apiVersion: z.literal('v1'),
  status: z.literal('Failure'),
  message: z.string().min(1).max(3000),
  reason: z.string(),
  code: z.literal([400, 408, 503]),
});

export type ReviewAnswer = z.infer<typeof answer>['response'];

/** Throws unless the answer is within the protocol's form and our own bounds. */
export function parseAnswer(reply: Reply): ReviewAnswer {
  return answer.parse(JSON.parse(reply.text)).response;
}

/** The paths of the two doors: one denies, the other never does. */
export type Door = '/validate' | '/mutate';

export interface Checked {
  /** Of HTTP. */
  readonly status: number;
  readonly isPatched: boolean;
}

/** Throws unless the answer is one that this body may get there. */
export function checkAnswer(body: HostileBody, door: Door, reply: Reply): Checked {
  const text = body.bytes.toString();
  const uid = uidOf(text);
  if (reply.status !== 200) {
    const { code } = status.parse(JSON.parse(reply.text));
    if (code !== reply.status) throw new Error(`HTTP status ${reply.status}, code ${code}`);
    // Too large, and nothing to be read at the beginning. Everything else that has a uid is answered with a review.
    const excused = code === 400 && body.bytes.length > ALWAYS_PARSED;
    if (uid !== undefined && !excused) throw new Error(`${code} though the uid ${JSON.stringify(uid)} can be read`);
    return { status: reply.status, isPatched: false };
  }
  const response = parseAnswer(reply);
  // The stored object is read only if a rule asks for it, so nobody notices that it is no JSON. What is over the limit is not read to its end.
  const isLeftAside = response.uid === uidOf(text.replace(OLD_OBJECT, ''));
  if (response.uid !== uid && !isLeftAside && body.bytes.length <= MAX_BODY)
    throw new Error(`uid ${response.uid} instead of ${uid}`);
  if (response.allowed !== (response.status === undefined))
    throw new Error('a denial has a status, and nothing else has');
  if (door === '/validate' && body.forbidden === true && response.allowed) throw new Error('allowed');
  if (door === '/mutate' && !response.allowed) throw new Error('denied by the mutating door');
  const { patch, patchType } = response;
  if ((patch === undefined) !== (patchType === undefined)) throw new Error('a patch has a type, and nothing else has');
  if (patch !== undefined) checkPatch(patch, door, text);
  return { status: reply.status, isPatched: patch !== undefined };
}

/** Throws unless the patch is one of the mutating door and applies to the object of the body. */
function checkPatch(patch: string, door: Door, text: string): void {
  if (door !== '/mutate') throw new Error(`a patch from ${door}`);
  const { request } = z.looseObject({ request: z.looseObject({ object: z.unknown() }) }).parse(JSON.parse(text));
  applyPatch(request.object, operations.min(1).parse(JSON.parse(Buffer.from(patch, 'base64').toString())));
}

/** Undefined where no AdmissionReview could answer. */
function uidOf(text: string): string | undefined {
  const review = z.looseObject({ request: z.looseObject({ uid: z.string().min(1).max(256) }) });
  try {
    return review.safeParse(JSON.parse(text)).data?.request.uid;
  } catch {
    return undefined;
  }
}
