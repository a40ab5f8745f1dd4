import { describe, expect, it } from 'vitest';
import { jsonWriter } from '../../../src/report/formats/json.ts';
import { yamlWriter } from '../../../src/report/formats/yaml.ts';
import { isProblem, readDocuments } from '../../../src/yaml/read.ts';
import { ONE, print, SHOWN } from './one-report.ts';

describe('yamlWriter', () => {
  it.each([0, 1, 2])('says the same as JSON, with %i decisions', (count) => {
    const all = Array.from({ length: count }, () => ONE);
    const documents = [...readDocuments(print(yamlWriter(SHOWN), ...all))];
    expect(documents.map((item) => (isProblem(item) ? item.message : item.value))).toEqual([
      JSON.parse(print(jsonWriter(SHOWN), ...all)),
    ]);
  });
});
