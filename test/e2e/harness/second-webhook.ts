// Another mutating webhook beside ours, asked after it: an HTTPS server of the test's own with the guard's certificate.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import path from 'node:path';
import { z } from 'zod';
import type { PatchOperation } from '../../../src/model/json-patch.ts';
import { freePorts } from './children.ts';
import { succeeded, type GuardedCluster } from './guarded-cluster.ts';

const review = z.looseObject({ request: z.looseObject({ uid: z.string(), object: z.unknown() }) });

/** `patch` says what it does to an object. It is registered for all writes of slices in one namespace, and ends when told to. */
export async function startSecondWebhook(
  cluster: GuardedCluster,
  namespace: string,
  patch: (object: unknown) => readonly PatchOperation[],
): Promise<() => Promise<void>> {
  const certificates = path.join(cluster.folder, 'certs');
  const [cert, key, ca] = ['tls.crt', 'tls.key', 'ca.crt'].map((name) => readFileSync(path.join(certificates, name)));
  const server = createServer({ cert, key }, (request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      const { uid, object } = review.parse(JSON.parse(text)).request;
      const operations = patch(object);
      const patched = { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(operations)).toString('base64') };
      const answer = { uid, allowed: true, ...(operations.length === 0 ? {} : patched) };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: answer }));
    });
  });
  const [port = 0] = await freePorts(1);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    // Webhooks are asked in the order of their configurations' names.
    metadata: { name: 'zz-second' },
    webhooks: [
      {
        name: 'second.example.com',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        clientConfig: { url: `https://127.0.0.1:${port}/`, caBundle: ca?.toString('base64') },
        rules: [
          {
            apiGroups: ['discovery.k8s.io'],
            apiVersions: ['v1'],
            resources: ['endpointslices'],
            operations: ['CREATE', 'UPDATE'],
          },
        ],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      },
    ],
  };
  succeeded(await cluster.kubectl(['apply', '-f', '-'], { stdin: JSON.stringify(configuration) }));
  return async () => {
    succeeded(await cluster.kubectl(['delete', 'mutatingwebhookconfiguration', 'zz-second']));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
