// The report as JSON.
import { documentWriter, type AnyWriter, type Shown } from './document-writer.ts';
import { indented } from './indented.ts';

export function jsonWriter(shown: Shown): AnyWriter {
  return documentWriter(shown, {
    // The closing brace of the head comes after the tail.
    head: (head) => `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "decisions": [`,
    decision: (decision, index) => `${index === 0 ? '' : ','}\n${indented(decision, 4)}`,
    tail: (tail, count) => `${count === 0 ? '' : '\n  '}],\n${JSON.stringify(tail, null, 2).slice(2)}\n`,
  });
}
