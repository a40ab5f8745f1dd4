// What the API server's audit log keeps of a write: the annotations of our decision among its own.
import { z } from 'zod';
import { eventually } from './children.ts';
import type { ControlPlane } from './control-plane.ts';

const event = z.looseObject({
  verb: z.string(),
  user: z.looseObject({ username: z.string() }),
  impersonatedUser: z.looseObject({ username: z.string() }).optional(),
  objectRef: z.looseObject({ namespace: z.string().optional(), name: z.string().optional() }).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
export type AuditEvent = z.infer<typeof event>;

/** The latest event of this verb about one slice, waited for: nothing promises that it is in the file before the client has its answer. */
export async function auditEvent(
  plane: ControlPlane,
  verb: string,
  namespace: string,
  name: string,
): Promise<AuditEvent> {
  return eventually(`an audit event: ${verb} ${namespace}/${name}`, async () => {
    const events = plane.auditLines().map((line) => event.parse(JSON.parse(line)));
    return events.findLast(
      (each) => each.verb === verb && each.objectRef?.namespace === namespace && each.objectRef.name === name,
    );
  });
}

/** Our annotations without the webhook's name, which the API server puts before them. */
export function ownAnnotations(
  { annotations = {} }: AuditEvent,
  webhook = 'validate.sliceward.dev',
): Readonly<Record<string, string>> {
  const prefix = `${webhook}/`;
  return Object.fromEntries(
    Object.entries(annotations).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}
