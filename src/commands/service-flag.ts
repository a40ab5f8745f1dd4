// `--service NAMESPACE/NAME`.
import { DNS_LABEL } from '../model/names.ts';
import { plain } from '../model/plain.ts';
import { UserError } from '../model/problem.ts';

export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
}

/** Throws UserError. */
export function parseService(text: string): ServiceName {
  const [namespace = '', name = '', ...rest] = text.split('/');
  if (!DNS_LABEL.test(namespace) || !DNS_LABEL.test(name) || rest.length > 0)
    throw new UserError(`--service: expected NAMESPACE/NAME, not "${plain(text, 200)}"`);
  return { namespace, name };
}
