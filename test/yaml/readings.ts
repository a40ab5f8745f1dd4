// How sigs.k8s.io/yaml, the library of kubectl, reads scalars and documents: recorded by test/fixtures/yaml/main.go.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const reading = z.strictObject({ text: z.string(), value: z.json().optional() });

/** Without a value where the library returns an error. */
export const { scalars, documents } = z
  .strictObject({ scalars: z.array(reading), documents: z.array(reading) })
  .parse(JSON.parse(readFileSync(new URL('../fixtures/yaml/readings.json', import.meta.url), 'utf8')));
