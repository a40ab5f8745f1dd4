// Text that tries to break out of whatever it is printed in.
import fc from 'fast-check';
import { plain } from '../../src/model/plain.ts';
import type { Judged } from '../../src/report/writer.ts';
import { finding, judged, named } from './fixtures.ts';

const CONTROLS = [
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\u001b[31m',
  '\u001b]0;x\u0007',
  '\u202e',
  '\u2028',
  '\u0085',
  '\ud800',
  '\uffff',
  ' ',
];
const FORMATS =
  '::error:: :: % %0A %25 , : ##[add-mask] ]]> <![CDATA[ <!-- --> &amp; &#60; </failure> " \' {0} }'.split(' ');
const MARKUP = '` ``` | \\ </details> <img> [a](b) ![a](b) @all #1 https://a.b www.a.b $x$ * _ ~~ 😀 a 0'.split(' ');

export const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...CONTROLS, ...FORMATS, ...MARKUP), { maxLength: 12 }).map((parts) => parts.join('')),
);

/** One of everything, of hostile texts. */
export const hostileReport = fc
  .record({
    file: hostile,
    name: hostile,
    namespace: hostile,
    key: hostile,
    message: hostile,
    seen: hostile,
    problem: hostile,
  })
  .map(({ file, name, namespace, key, message, seen, problem }) => {
    const one = finding(['metadata', 'labels', { key }], { message: plain(message, 500), seen: plain(seen, 500) });
    const entry = named(name, judged([one, { ...one, action: 'warn', id: 'other' }]), file);
    const { subject } = entry.decision;
    const slice = { ...subject.slice, metadata: { ...subject.slice.metadata, namespace } };
    const judgement: Judged = { ...entry, decision: { ...entry.decision, subject: { ...subject, slice } } };
    return {
      file,
      name,
      namespace,
      key,
      message,
      entries: [judgement, { file, line: 1, column: 2, message: problem }],
    };
  });
