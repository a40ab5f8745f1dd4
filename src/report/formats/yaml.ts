// The report as YAML.
import { dump } from 'js-yaml';
import { documentWriter, type AnyWriter, type Shown } from './document-writer.ts';

const YAML = { noRefs: true, lineWidth: -1 };

export function yamlWriter(shown: Shown): AnyWriter {
  return documentWriter(shown, {
    head: (head) => `${dump(head, YAML)}decisions:`,
    decision: (decision, index) => `${index === 0 ? '\n' : ''}${dump([decision], YAML)}`,
    tail: (tail, count) => `${count === 0 ? ' []\n' : ''}${dump(tail, YAML)}`,
  });
}
