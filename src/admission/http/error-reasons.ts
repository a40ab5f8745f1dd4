// The reasons of sliceward_errors_total and what each means; docs/reference/metrics.md is generated from this list.

export const ERROR_REASONS = {
  path: 'a request for another path than /validate and /mutate: a scanner, or a wrong URL in a registration',
  method: 'a request for one of them that is not a POST',
  content_type: 'a POST without Content-Type: application/json',
  expectation: 'a request with Expect of anything but 100-continue',
  bad_json: 'a body that is empty or not valid JSON',
  no_uid: 'a body that is not an AdmissionReview with a request.uid',
  bad_http: 'a request that is not HTTP/1.1',
  body_too_large:
    'a review over the limits of bytes or JSON values whose first 256 KiB do not show the request and its user; ' +
    'others count as unjudgeable',
  body_timeout: 'a request that did not arrive in time (--body-timeout)',
  aborted:
    'a caller that closed the connection before its review was read or judged: its timeout is short, or it ' +
    'waited too long',
  overloaded:
    'reviews that waited for half a second, or too many bytes at once: the API server retries, perhaps on ' +
    'another replica',
  closing: 'a review that came after the drain delay: the API server retries on another replica',
  undecided: 'a rule lacked a fact and its policy says undecided: retry',
  bug: 'an error of sliceward itself: the call fails, and the log has the stack',
  unjudgeable:
    'a review that cannot be judged: an object that cannot be decoded, a body over the limits. Denied if a rule ' +
    'could have denied it, otherwise allowed with a warning, as is an update of oversized Endpoints that only ' +
    'removes something',
  not_judged:
    'a review of anything except a write or deletion of an EndpointSlice or of Endpoints: another kind, a ' +
    'subresource, another operation or version of AdmissionReview. Allowed by both webhooks; the registration ' +
    'matches too much ("sliceward install" prints one that fits)',
  tls_handshake:
    'a handshake that failed: the caller does not trust the certificate or does not find its name in it, has ' +
    'none although --client-ca requires one, or does not use TLS',
  connection_limit:
    'a connection that was closed because too many were open: the one that was idle longest is closed first',
  certificate_reload:
    'changed certificate files that do not load: the last good version stays in use. Counted once for each ' +
    'distinct mistake',
  policy_reload:
    'changed policy documents that do not load: their last good version stays in use. Counted once for each ' +
    'distinct mistake',
  rule_bug: 'a rule failed and is undecided for that review: a bug of sliceward',
  fix_bug: 'a fix that does not remove its finding: a bug of sliceward. The object stays as it is',
} as const;

export type ErrorReason = keyof typeof ERROR_REASONS;
