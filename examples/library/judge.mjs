import { createHash } from 'node:crypto';
import { denialMessage, judge, loadPolicies, RULES } from 'sliceward';

const sha256 = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const policies = loadPolicies([], { rules: RULES, sha256 }); // the preset "recommended"
const object = {
  apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { namespace: 'shop', name: 'web-1' },
  addressType: 'IPv4', endpoints: [{ addresses: ['169.254.169.254'] }], ports: [{ port: 80 }],
};
const decision = judge(object, { policies, user: { name: 'jane', groups: [] } });
console.log(decision.allowed, denialMessage(decision));
