// mass-change: most of a slice's backends exchanged at once by hand.
import { z } from 'zod';
import { Numbers } from '../model/numbers.ts';
import { addressKey } from '../model/address/same-address.ts';
import { isReady, type Slice } from '../model/slice.ts';
import { defineRule, type Writer } from '../policy/rule.ts';

interface Limits {
  readonly percent: number;
  readonly minReady: number;
}

export const massChange = defineRule({
  id: 'mass-change',
  category: 'change',
  summary: 'A person does not take most ready endpoints out of a slice at once',
  rationale:
    'A wrong file, a wrong cluster or a slip in a template replaces every backend of a Service in one write, and ' +
    'all its connections ' +
    'go where no one has looked. Programs do this in their normal life, as when a leader changes, so their ' +
    'changes are left alone: service ' +
    'accounts, users that begin with system:, and writers whom the policy trusts. Small slices are left alone as ' +
    'well, for there one ' +
    'backend is most of them.',
  remediation:
    'Change the endpoints in steps and look whether the new ones serve, or put them into a second slice of the ' +
    'Service first.',
  needs: ['oldObject'],
  options: z.strictObject({
    percent: z
      .int()
      .min(0)
      .max(99)
      .default(50)
      .describe('More than this share of the ready endpoints, in percent, is a mass change'),
    minReady: z
      .int()
      .min(1)
      .max(1000)
      .default(5)
      .describe('Slices that had fewer ready endpoints than this are left alone'),
  }),
  messages: {
    replaced: {
      text: '{seen} ready endpoints are no longer ready or gone, more than {percent} %; change them in steps',
      reason: 'FieldValueForbidden',
      recommended: 'audit',
      strict: 'warn',
    },
  },
  examples: {
    good: [
      {
        title: 'One of five is replaced',
        old: example(['10.1.2.1', '10.1.2.2', '10.1.2.3', '10.1.2.4', '10.1.2.5']),
        yaml: example(['10.1.2.1', '10.1.2.2', '10.1.2.3', '10.1.2.4', '10.1.2.6']),
      },
      {
        title: 'The only backend moves',
        old: example(['10.1.2.1']),
        yaml: example(['10.1.2.2']),
      },
      {
        title: 'A program does what it is for',
        user: 'system:serviceaccount:shop:operator',
        old: example(['10.1.2.1', '10.1.2.2', '10.1.2.3', '10.1.2.4', '10.1.2.5']),
        yaml: example(['10.2.2.1', '10.2.2.2', '10.2.2.3', '10.2.2.4', '10.2.2.5']),
      },
    ],
    bad: [
      {
        title: "Another environment's file",
        user: 'alice',
        old: example(['10.1.2.1', '10.1.2.2', '10.1.2.3', '10.1.2.4', '10.1.2.5']),
        yaml: example(['10.2.2.1', '10.2.2.2', '10.2.2.3', '10.1.2.4', '10.1.2.5']),
        findings: [['endpoints', 'replaced']],
      },
    ],
  },
  prepare: (limits): Limits => limits,
  check({ slice, operation, writer, oldObject, report, undecided }, { percent, minReady }) {
    if (operation !== 'UPDATE' || !isByHand(writer)) return;
    if (oldObject === undefined) return undecided('oldObject');
    const numbers = new Numbers();
    const before = readyAddresses(oldObject.slice(), numbers);
    if (before.size < minReady) return;
    const now = readyAddresses(slice, numbers);
    const lost = [...before].filter((address) => !now.has(address)).length;
    if (lost * 100 <= percent * before.size) return;
    report('replaced', {
      at: ['endpoints'],
      seen: `${lost} of ${before.size}`,
      expected: `at most ${percent} %`,
      data: { percent },
    });
  },
});

/** Who runs `check` without saying for whom is a person. */
function isByHand({ class: writerClass, user }: Writer): boolean {
  return writerClass === 'unknown' || (writerClass === 'other' && user?.startsWith('system:') === false);
}

function readyAddresses({ addresses, endpoints }: Slice, numbers: Numbers): ReadonlySet<number> {
  const keys = new Set<number>();
  for (const address of addresses) {
    const endpoint = endpoints[address.endpoint];
    // Consumers read no other address of an endpoint.
    if (address.index === 0 && endpoint !== undefined && isReady(endpoint)) keys.add(numbers.of(addressKey(address)));
  }
  return keys;
}

function example(addresses: readonly string[]): string {
  return `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: database-1
addressType: IPv4
endpoints:
${addresses.map((address) => `  - addresses: ["${address}"]\n`).join('')}`;
}
