// What is wrong with a document, and where, in words that say what to do.
import { describe, expect, it } from 'vitest';
import { HEAD, mistakes } from './support.ts';

describe('a mistake in a document', () => {
  it.each([
    ['preset: recomended', 'p.yaml:5:11: spec.preset: must be one of recommended, strict; did you mean "recommended"?'],
    ['prset: strict', 'p.yaml:5:3: spec.prset: unknown field "prset"; did you mean "preset"?'],
    [
      'rules: {bad-address: {acton: deny}}',
      'p.yaml:5:25: spec.rules.bad-address.acton: unknown field "acton"; did you mean "action"?',
    ],
    [
      'rules: {bad-address: [{action: denny}]}',
      'p.yaml:5:34: spec.rules.bad-address.0.action: must be one of deny, warn, audit, off; did you mean "deny"?',
    ],
    [
      'rules: {too-many: {action: warn, options: {maximum: 3}}}',
      'p.yaml:5:46: spec.rules.too-many.options.maximum: unknown field "maximum"; valid fields: max',
    ],
    [
      'rules: {too-many: {action: warn, options: {max: many}}}',
      'p.yaml:5:51: spec.rules.too-many.options.max: must be a number',
    ],
    ['expressions: []', 'p.yaml:5:3: spec.expressions: "expressions" is not supported in this version; remove it'],
    [
      'writers: {agents: [knative]}',
      'p.yaml:5:13: spec.writers.agents: "agents" is not supported in this version; remove it',
    ],
  ])('%s', (line, expected) => {
    expect(mistakes(`${HEAD}  ${line}\n`)).toMatchObject([expected]);
  });
});
