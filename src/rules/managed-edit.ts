// managed-edit: changes to a slice by a user who does not manage it.
import { z } from 'zod';
import type { FieldPath } from '../model/field-path.ts';
import { isEqual } from '../model/equal.ts';
import { sameLabels } from '../model/same-labels.ts';
import { BUILT_IN_MANAGERS, LABELS, type OwnerReference, type Slice, type SliceMetadata } from '../model/slice.ts';
import { defineRule, nothing, type Writer } from '../policy/rule.ts';

const AT: FieldPath = ['metadata', 'labels', { key: LABELS.managedBy }];

export const managedEdit = defineRule({
  id: 'managed-edit',
  category: 'identity',
  summary: 'A slice is changed by its manager, not by others',
  rationale:
    "Kubernetes' controllers repair what others change in their slices: the edit is lost at the next sync of the " +
    'Service ' +
    '(kubernetes/kubernetes#98066, kubernetes/kubernetes#117193), and until then part of the traffic goes where ' +
    'no pod of the Service ' +
    'is. That is a way to smuggle a backend into a Service that has a selector, and never a repair. The same ' +
    'goes for slices of other ' +
    'controllers: a person who edits a slice that has a controlling owner races with it. Who may change a slice ' +
    'of a known program is ' +
    'judged by user once those programs are listed. Changes of annotations and finalizers alone are not reported, ' +
    'and changes that only ' +
    'take endpoints away are never denied.',
  remediation:
    'Change the Service, its selector or its pods; the controller then writes the slice. Backends of your own: a ' +
    'Service without a selector and a slice with ' +
    'a managed-by of your own. A slice that is left over from its controller: delete it.',
  needs: ['user', 'oldObject'],
  affectsMembership: true,
  appliesToEndpoints: false,
  options: z.strictObject({}),
  messages: {
    'built-in': {
      text: '{seen} undoes edits of its slices; change the Service or its pods instead',
      reason: 'FieldValueForbidden',
      recommended: 'deny',
      strict: 'deny',
    },
    'by-hand': {
      text: '{seen} may undo this edit; change the {kind} "{name}", which owns the slice, instead',
      reason: 'FieldValueForbidden',
      recommended: 'warn',
      strict: 'warn',
    },
  },
  examples: {
    good: [
      {
        title: 'The manager itself',
        user: 'system:serviceaccount:shop:operator',
        old: example({ manager: 'operator.shop.example.com', isOwned: true, address: '10.1.2.3' }),
        yaml: example({ manager: 'operator.shop.example.com', isOwned: true, address: '10.1.2.4' }),
      },
      {
        title: "A slice of one's own, which no controller owns",
        user: 'alice',
        old: example({ manager: 'team.shop.example.com', isOwned: false, address: '10.1.2.3' }),
        yaml: example({ manager: 'team.shop.example.com', isOwned: false, address: '10.1.2.4' }),
      },
    ],
    bad: [
      {
        title: "A backend smuggled into the controller's slice (kubernetes/kubernetes#98066)",
        user: 'alice',
        old: example({ manager: 'endpointslice-controller.k8s.io', isOwned: true, address: '10.1.2.3' }),
        yaml: example({ manager: 'endpointslice-controller.k8s.io', isOwned: true, address: '10.9.9.9' }),
        findings: [['metadata.labels[endpointslice.kubernetes.io/managed-by]', 'built-in']],
      },
      {
        title: 'A person edits what an operator owns',
        user: 'alice',
        old: example({ manager: 'operator.shop.example.com', isOwned: true, address: '10.1.2.3' }),
        yaml: example({ manager: 'operator.shop.example.com', isOwned: true, address: '10.1.2.4' }),
        findings: [['metadata.labels[endpointslice.kubernetes.io/managed-by]', 'by-hand']],
      },
    ],
  },
  prepare: nothing,
  check({ slice, operation, writer, oldObject, report, undecided }) {
    if (operation !== 'UPDATE' || writer.class === 'controller') return;
    if (oldObject === undefined) return undecided('oldObject');
    const manager = oldObject.labels()[LABELS.managedBy] ?? '';
    const isBuiltIn = BUILT_IN_MANAGERS.includes(manager);
    // A user who drops the owner takes the slice over, which is something else than a slip of the hand: the written
    // owner will do.
    const owner = isBuiltIn || manager === '' ? undefined : controllerOf(slice.metadata);
    if (!isBuiltIn && owner === undefined) return;
    if (writer.class === 'unknown') return undecided('user');
    if (!isBuiltIn && !isPerson(writer)) return;
    if (isSameContent(oldObject.slice(), slice)) return;
    if (owner === undefined) report('built-in', { at: AT, seen: manager, expected: 'a change by its controller' });
    else
      report('by-hand', {
        at: AT,
        seen: manager,
        expected: 'a change by its manager',
        data: { kind: owner.kind, name: owner.name },
      });
  },
});

/**
 * In a cluster programs write as service accounts and components as `system:` users; people and what acts for them have
 * other names.
 */
function isPerson({ class: writerClass, user }: Writer): boolean {
  return writerClass === 'other' && user?.startsWith('system:') === false;
}

function controllerOf({ ownerReferences }: SliceMetadata): OwnerReference | undefined {
  return ownerReferences.find((owner) => owner.controller);
}

/** All that a controller sets and repairs. Read only when another user than the manager writes, which is rare. */
function isSameContent(old: Slice, now: Slice): boolean {
  return sameLabels(old.metadata.labels, now.metadata.labels) && isEqual(contentOf(old), contentOf(now));
}

function contentOf({ metadata: { ownerReferences }, endpoints, ports }: Slice): unknown {
  return [ownerReferences, ports, endpoints];
}

function example({
  manager,
  isOwned,
  address,
}: {
  readonly manager: string;
  readonly isOwned: boolean;
  readonly address: string;
}): string {
  const owner =
    '  ownerReferences:\n    - {apiVersion: v1, kind: Service, name: web, uid: ' +
    '5f0c1d7e-3f52-4a30-9c53-0f8f6a1c0001, controller: true}\n';
  return `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    kubernetes.io/service-name: web
    endpointslice.kubernetes.io/managed-by: ${manager}
${isOwned ? owner : ''}addressType: IPv4
endpoints:
  - addresses: ["${address}"]
`;
}
