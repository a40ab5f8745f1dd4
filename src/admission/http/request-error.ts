// Everything that makes an HTTP request fail instead of being answered with an AdmissionReview: one table, one form.

import type { ErrorReason } from './error-reasons.ts';

interface Kind {
  readonly status: number;
  /** The Kubernetes name of the status. */
  readonly statusReason: string;
  readonly headers?: Readonly<Record<string, string>>;
}

// The API server retries after Retry-After, up to ten times within the webhook's time-out, and on a new connection
// because of Connection: close, so the call reaches another replica. The same answer without Retry-After would be a
// failed call.
const RETRY = { 'retry-after': '1', connection: 'close' } as const;
const CLOSE = { connection: 'close' } as const;

/** By the `reason` label of sliceward_errors_total. */
export const KINDS = {
  path: { status: 404, statusReason: 'NotFound' },
  method: { status: 405, statusReason: 'MethodNotAllowed', headers: { allow: 'POST' } },
  content_type: { status: 415, statusReason: 'UnsupportedMediaType' },
  // A client that expects something sends its body only afterwards, or not at all.
  expectation: { status: 417, statusReason: 'BadRequest', headers: CLOSE },
  bad_json: { status: 400, statusReason: 'BadRequest' },
  no_uid: { status: 400, statusReason: 'BadRequest' },
  bad_http: { status: 400, statusReason: 'BadRequest', headers: CLOSE },
  body_too_large: { status: 400, statusReason: 'BadRequest', headers: CLOSE },
  body_timeout: { status: 408, statusReason: 'Timeout', headers: CLOSE },
  aborted: { status: 400, statusReason: 'BadRequest', headers: CLOSE },
  overloaded: { status: 503, statusReason: 'ServiceUnavailable', headers: RETRY },
  closing: { status: 503, statusReason: 'ServiceUnavailable', headers: RETRY },
  undecided: { status: 503, statusReason: 'ServiceUnavailable', headers: RETRY },
  // A failed call, so that the registration's failurePolicy decides: Ignore admits and the API server counts it, Fail
  // keeps its promise. An answer of `allowed: true` would open a Fail registration to anyone who finds the bug,
  // `allowed: false` would make us the outage.
  bug: { status: 500, statusReason: 'InternalError' },
} as const satisfies Readonly<Partial<Record<ErrorReason, Kind>>>;

export type RequestErrorReason = keyof typeof KINDS;

export interface RequestErrorOptions extends ErrorOptions {
  /** Answered without `Connection: close`, whatever the kind says. */
  readonly keepsConnection?: boolean;
}

export class RequestError extends Error {
  readonly reason: RequestErrorReason;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(reason: RequestErrorReason, message: string, options: RequestErrorOptions = {}) {
    super(message, options);
    const kind: Kind = KINDS[reason];
    this.reason = reason;
    this.status = kind.status;
    const { connection, ...others } = kind.headers ?? {};
    this.headers = connection === undefined || options.keepsConnection === true ? others : { ...others, connection };
  }

  /** A Kubernetes Status: of an answer that is no 2xx, the API server's log shows the message of such a body. */
  body(): string {
    const { status: code, message } = this;
    return JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message,
      reason: KINDS[this.reason].statusReason,
      code,
    });
  }
}
