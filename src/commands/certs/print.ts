// How the commands about certificates print: text for people, or one document.
import { dump } from 'js-yaml';
import { API_VERSION } from '../../policy/load/document.ts';

export type DocumentFormat = 'text' | 'json' | 'yaml';

/** `text` is called only for text. A kind begins with a capital letter, as in Kubernetes. */
export function printed(format: DocumentFormat, kind: string, body: object, text: () => string): string {
  if (format === 'text') return text();
  const document = { apiVersion: API_VERSION, kind, ...body };
  return format === 'json' ? `${JSON.stringify(document, null, 2)}\n` : dump(document, { noRefs: true, lineWidth: -1 });
}
