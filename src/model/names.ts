// The syntax of names as patterns, for options and flags. To say what is wrong with a name, as the API server does, use
// validation/formats.ts.

/** RFC 1123 label: namespaces, Services, ports, host names. At most 63 of a-z, 0-9 and "-". */
export const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * RFC 1123 subdomain: EndpointSlices, nodes, prefixes of labels. The caller checks that the text has at most 253
 * characters.
 */
export const DNS_SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** A label value that the API server accepts, except the empty one: at most 63 letters, digits, "-", "_" and ".". */
export const LABEL_VALUE = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
