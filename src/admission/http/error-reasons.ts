// Why sliceward_errors_total counts: the one list of its reasons, each with what has happened. docs/reference/metrics.md is made of it.

export const ERROR_REASONS = {
  path: 'a request for another path than /validate and /mutate: a scanner, or a wrong URL in a registration',
  method: 'a request for one of them that is no POST',
  content_type: 'a POST without Content-Type: application/json',
  expectation: 'a request with Expect of anything but 100-continue',
  bad_json: 'a body that is empty or no valid JSON',
  no_uid: 'a body that is no AdmissionReview with a request.uid',
  bad_http: 'something that is no HTTP/1.1',
  body_too_large:
    'a review over the limits of bytes or JSON values whose first 256 KiB do not say who asks for what; one that does is unjudgeable',
  body_timeout: 'a request that did not arrive in time (--body-timeout)',
  aborted:
    'a caller who hung up before his review had arrived or its turn had come: his time-out is short, or he is waiting too long',
  overloaded:
    'reviews that waited for half a second, or too many bytes at once: the API server asks again, perhaps another replica',
  closing: 'a review that came after the drain delay: the API server asks another replica',
  undecided: 'a rule lacked a fact and its policy says undecided: retry',
  bug: 'an error of sliceward itself: the call fails, and the log has the stack',
  unjudgeable:
    'a review that cannot be judged: an object that cannot be decoded, a body over the limits. Denied where a rule could have denied it; else let through with a warning, and so is an update of Endpoints over the bounds that only takes away',
  not_judged:
    'a review of something else than a write or deletion of an EndpointSlice or of Endpoints: another kind, a subresource, another operation or version of AdmissionReview. Let through, at both doors; the registration matches too much ("sliceward install" prints one that fits)',
  tls_handshake:
    'a handshake that failed: the caller does not trust the certificate or does not find its name in it, has none where --client-ca asks for one, or speaks no TLS',
  connection_limit: 'a connection that was closed because too many were open: the longest quiet one goes first',
  certificate_reload:
    'changed certificate files that do not load: the last good ones stay in use. Counted once a mistake, not once a look',
  policy_reload: 'changed policy files that do not load: the last good ones stay in use. Counted likewise',
  rule_bug: 'a rule failed and is undecided for that review: a bug of sliceward',
  fix_bug: 'a fix that does not mend what it is for: a bug of sliceward. The object stays as it is',
} as const;

export type ErrorReason = keyof typeof ERROR_REASONS;
