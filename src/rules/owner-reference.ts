// owner-reference: what removes a slice when its Service goes.
import { z } from 'zod';
import { LIMITS, serviceName, type OwnerReference } from '../model/slice.ts';
import { defineRule, nothing } from '../policy/rule.ts';

export const ownerReference = defineRule({
  id: 'owner-reference',
  category: 'identity',
  summary: 'A slice has an owner, and if that is a Service, the one it serves',
  rationale:
    "Slices are removed with their owner. Kubernetes' controllers make the Service the owner; a slice written by " +
    'hand has none, ' +
    'outlives its Service for ever and serves again as soon as a Service of that name returns. If the owner is ' +
    'another Service than ' +
    'the one in kubernetes.io/service-name, the slice vanishes when that other one is deleted, with the backends ' +
    'of the Service it ' +
    'serves. Manifests cannot know the uid that an owner reference needs, so the presets deny nothing here: a ' +
    'missing owner is a warning ' +
    'in strict alone, a wrong one is recorded in recommended and a warning in strict. Owners that are gone or ' +
    'have another uid are ' +
    'judged once the cluster is known.',
  remediation:
    'Let the program that writes the slice set an owner reference with the uid of the Service. Slices written by ' +
    'hand: delete them with their Service.',
  needs: [],
  appliesToEndpoints: false,
  options: z.strictObject({}),
  messages: {
    none: {
      text:
        'missing, so nothing removes this slice with its Service; set the Service as owner, or delete both ' +
        'together',
      reason: 'FieldValueRequired',
      recommended: 'off',
      strict: 'warn',
    },
    'other-service': {
      text:
        'the Service "{seen}" owns a slice of "{service}"; make {service} the owner: the slice goes when ' +
        '{seen} goes',
      reason: 'FieldValueInvalid',
      recommended: 'audit',
      strict: 'warn',
    },
    'several-controllers': {
      text: '{seen} controllers own this slice, but Kubernetes accepts one; keep `controller: true` on one of them',
      reason: 'FieldValueInvalid',
      recommended: 'audit',
      strict: 'warn',
    },
  },
  examples: {
    good: [
      {
        title: 'Owned by its Service',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
  ownerReferences:
    - {apiVersion: v1, kind: Service, name: web, uid: 5f0c1d7e-3f52-4a30-9c53-0f8f6a1c0001, controller: true}
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
      },
      {
        title: 'Owned by what an operator made the Service for',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: orders-secondary
  labels: {kubernetes.io/service-name: orders-secondary}
  ownerReferences:
    - {apiVersion: k8s.mariadb.com/v1alpha1, kind: MariaDB, name: orders, uid: 5f0c1d7e-3f52-4a30-9c53-0f8f6a1c0002, controller: true}
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
      },
    ],
    bad: [
      {
        title: 'Nothing removes it',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        findings: [['metadata.ownerReferences', 'none']],
      },
      {
        title: "A copied slice that kept its first Service as owner, beside an operator's own",
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-canary-1
  labels: {kubernetes.io/service-name: web-canary}
  ownerReferences:
    - {apiVersion: v1, kind: Service, name: web, uid: 5f0c1d7e-3f52-4a30-9c53-0f8f6a1c0001, controller: true}
    - {apiVersion: example.com/v1, kind: Rollout, name: web, uid: 5f0c1d7e-3f52-4a30-9c53-0f8f6a1c0003, controller: true}
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        findings: [
          ['metadata.ownerReferences[0].name', 'other-service'],
          ['metadata.ownerReferences', 'several-controllers'],
        ],
      },
    ],
  },
  prepare: nothing,
  check({ slice, report }) {
    const { ownerReferences } = slice.metadata;
    const at = ['metadata', 'ownerReferences'];
    if (ownerReferences.length === 0) {
      report('none', { at, seen: '', expected: 'an owner' });
      return;
    }
    // A slice without this label has another way to its Service (OVN-Kubernetes copies owners) or none, which
    // service-name reports.
    const service = serviceName(slice.metadata) ?? '';
    let controllers = 0;
    ownerReferences.forEach((owner, index) => {
      if (owner.controller) controllers++;
      if (service !== '' && isService(owner) && owner.name !== service)
        report('other-service', { at: [...at, index, 'name'], seen: owner.name, expected: service, data: { service } });
    });
    if (controllers > 1)
      report('several-controllers', {
        at,
        seen: `${ownerReferences.length < LIMITS.owners ? '' : 'at least '}${controllers}`,
        expected: 'one controller',
      });
  },
});

function isService({ apiVersion, kind }: OwnerReference): boolean {
  return apiVersion === 'v1' && kind === 'Service';
}
