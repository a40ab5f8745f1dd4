// The laws of every registration; `test/commands/install/install.test.ts` has the whole of one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endsInValidate,
  mutatingWebhookConfiguration,
  validatingWebhookConfiguration,
  webhookUrl,
  type Registration,
} from '../../src/admission/registration.ts';
import { valueAt } from '../../src/model/json-patch.ts';

const BASE: Registration = {
  target: { service: { namespace: 'guard', name: 'sliceward' } },
  ca: undefined,
  failurePolicy: 'Fail',
  excludedNamespaces: ['kube-system'],
  skippedUsers: ['system:kube-controller-manager'],
  withDelete: false,
};

/** The webhooks of a configuration, as an API server reads them. */
function webhooksOf(configuration: object): readonly unknown[] {
  const webhooks = valueAt(JSON.parse(JSON.stringify(configuration)), ['webhooks']);
  if (!Array.isArray(webhooks)) throw new Error('a configuration without webhooks');
  return webhooks;
}

function validating(changes: Partial<Registration> = {}): readonly unknown[] {
  return webhooksOf(validatingWebhookConfiguration({ ...BASE, ...changes }));
}

function mutating(changes: Partial<Registration> = {}): readonly unknown[] {
  return webhooksOf(mutatingWebhookConfiguration({ ...BASE, ...changes }));
}

const registrations: fc.Arbitrary<Registration> = fc.record({
  target: fc.constantFrom<Registration['target']>(BASE.target, { url: 'https://guard.example/slices/validate' }),
  ca: fc.option(
    fc.uint8Array({ minLength: 1 }).map((bytes) => Buffer.from(bytes)),
    { nil: undefined },
  ),
  failurePolicy: fc.constantFrom('Ignore', 'Fail'),
  excludedNamespaces: fc.array(fc.string()),
  skippedUsers: fc.array(fc.string({ unit: 'binary' })),
  withDelete: fc.boolean(),
});

describe('any registration', () => {
  // k8s.io/kubernetes/pkg/apis/admissionregistration/validation.
  it('is one that an API server takes', () => {
    fc.assert(
      fc.property(registrations, (registration) => {
        const [validates, mutates] = [validating(registration), mutating(registration)];
        const all = [...validates, ...mutates];
        const names = all.map((one) => valueAt(one, ['name']));
        expect(new Set(names).size).toBe(all.length);
        for (const name of names) expect(name).toMatch(/^([a-z-]+\.){2,}[a-z]+$/);
        for (const one of all) {
          expect(one).toMatchObject({ admissionReviewVersions: ['v1'], sideEffects: 'None', timeoutSeconds: 3 });
          const { url, service, caBundle } = Object(valueAt(one, ['clientConfig']));
          expect([url, service].filter((place) => place !== undefined)).toHaveLength(1);
          expect(caBundle).toBe(registration.ca?.toString('base64'));
          const selected = valueAt(one, ['namespaceSelector', 'matchExpressions', 0, 'values']);
          expect(selected).toEqual(
            registration.excludedNamespaces.length === 0 ? undefined : registration.excludedNamespaces,
          );
        }
      }),
    );
  });

  it('lists the users that it skips as CEL reads them', () => {
    fc.assert(
      fc.property(registrations, (registration) => {
        for (const one of [...validating(registration), ...mutating(registration)]) {
          const expression = String(valueAt(one, ['matchConditions', 0, 'expression']));
          const [, list = ''] = /^!\(request\.userInfo\.username in (\[.*\])\)$/s.exec(expression) ?? [];
          // The escapes of a JSON string mean the same in CEL.
          expect(JSON.parse(list)).toEqual(registration.skippedUsers);
        }
      }),
    );
  });

  it('never fails a deletion or a write that would only be fixed', () => {
    fc.assert(
      fc.property(registrations, (registration) => {
        const [writes, ...deletes] = validating(registration);
        expect(writes).toMatchObject({ failurePolicy: registration.failurePolicy });
        expect(deletes).toHaveLength(registration.withDelete ? 1 : 0);
        for (const one of [...deletes, ...mutating(registration)])
          expect(one).toMatchObject({ failurePolicy: 'Ignore' });
        for (const operations of [0, 1].map((rule) => valueAt(writes, ['rules', rule, 'operations'])))
          expect(operations).toEqual(['CREATE', 'UPDATE']);
      }),
    );
  });
});

describe('the mutating webhook', () => {
  it('is beside the validating one', () => {
    expect(valueAt(mutating()[0], ['clientConfig', 'service'])).toEqual({
      namespace: 'guard',
      name: 'sliceward',
      path: '/mutate',
      port: 443,
    });
    const target = { url: 'https://guard.example/slices/validate' };
    expect(valueAt(mutating({ target })[0], ['clientConfig'])).toEqual({ url: 'https://guard.example/slices/mutate' });
    expect(valueAt(validating({ target })[0], ['clientConfig'])).toEqual(target);
  });

  it('is asked for slices alone', () => {
    expect(valueAt(mutating()[0], ['rules'])).toMatchObject([{ resources: ['endpointslices'] }]);
  });
});

describe('webhookUrl', () => {
  it('is a URL that an API server takes, and stays as it is', () => {
    const text = fc
      .tuple(
        fc.constantFrom('https://', 'https://', 'https://', 'HTTPS://', 'http://', 'file://', ''),
        fc.constantFrom('', '', '', 'user@', 'user:secret@', '@', ' '),
        fc.constantFrom('x', 'guard.example', '10.0.0.1', '[::1]', 'ü.example', ''),
        fc.constantFrom('', ':9443', ':443', ':0', ':x'),
        fc.constantFrom('', '/', '//', '/validate', '/mutate', '/a/../mutate', '/a/./validate', '/%2Fmutate', '/a b'),
        fc.constantFrom('', '', '', '?', '?a', '#', '#a', ' '),
      )
      .map((parts) => parts.join(''));
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: text }, fc.string()), (given) => {
        const url = webhookUrl(given);
        if (url === undefined) return;
        taken++;
        expect(new URL(url)).toMatchObject({ protocol: 'https:', username: '', password: '', search: '', hash: '' });
        expect(new URL(url).pathname).not.toMatch(/\/mutate$/);
        expect(new URL(url).pathname).not.toBe('/');
        expect(webhookUrl(url)).toBe(url);
      }),
      { numRuns: 2000 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  it('has the path /validate where none is given', () => {
    expect(webhookUrl('https://guard.example/slices')).toBe('https://guard.example/slices');
    expect(webhookUrl('https://guard.example')).toBe('https://guard.example/validate');
    expect(['https://x/validate', 'https://x/a/validate', 'https://x/a'].map(endsInValidate)).toEqual([
      true,
      true,
      false,
    ]);
  });
});
