import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/model/plain.ts';
import { junitWriter } from '../../../src/report/formats/junit.ts';
import { finding, judged, named, print } from '../fixtures.ts';
import { hostileReport } from '../hostile.ts';
import { readXml, type XmlElement } from '../well-formed-xml.ts';

/** `passed`, `failed`, `error` of each case by the elements in it, under the numbers of its suite. */
function suites(text: string): readonly { readonly name: string | undefined; readonly outcomes: readonly string[] }[] {
  return readXml(text).children.map(({ attributes, children }) => {
    const outcomes = children.map((one) => one.children.find(({ name }) => name !== 'system-out')?.name ?? 'passed');
    const count = (outcome: string): string => String(outcomes.filter((one) => one === outcome).length);
    expect(attributes).toMatchObject({
      tests: String(outcomes.length),
      failures: count('failure'),
      errors: count('error'),
      skipped: count('skipped'),
    });
    return { name: attributes['name'], outcomes };
  });
}

function cases(text: string): readonly XmlElement[] {
  return readXml(text).children.flatMap(({ children }) => children);
}

describe('junitWriter', () => {
  it('prints the golden file', async () => {
    const text = print(junitWriter());
    await expect(text).toMatchFileSnapshot('../../fixtures/report/report.junit.xml');
    expect(suites(text)).toEqual([
      { name: 'web.yaml', outcomes: ['failure', 'error', 'passed'] },
      { name: 'other.yaml', outcomes: ['failure', 'passed'] },
      { name: 'system.yaml', outcomes: ['skipped'] },
    ]);
  });
  it('has one skipped case if there is nothing to judge', () => {
    expect(suites(print(junitWriter(), []))).toEqual([{ name: 'sliceward', outcomes: ['skipped'] }]);
  });
  it('fails what is denied, and prints what is not', () => {
    const [one] = cases(print(junitWriter()));
    expect(one?.children.map(({ name, attributes, text }) => [name, attributes['message'], text])).toEqual([
      [
        'failure',
        '127.0.0.1 leads nowhere (and 1 more)',
        'web.yaml:3:15: deny bad-address/loopback endpoints[0].addresses[0]: 127.0.0.1 leads nowhere (and 1 more)',
      ],
      ['system-out', undefined, 'web.yaml:3:15: warn no-tuesday/begun (deny, capped by ratchet): it is one'],
    ]);
  });
  it('tells a long file in parts, and holds back no more than one', () => {
    const writer = junitWriter();
    const summary = {
      documents: 0,
      slices: 0,
      notJudged: 0,
      denied: 0,
      deny: 0,
      warn: 0,
      audit: 0,
      undecided: 0,
      problems: 0,
    };
    let text = writer.begin({
      apiVersion: 'sliceward.dev/v1alpha1',
      kind: 'Report',
      tool: { version: '1' },
      policies: [],
      kubernetes: '1.37',
    });
    const denied = judged([finding([], { message: 'x'.repeat(500) })]);
    const lengths = [];
    for (let index = 0; index < 3000; index++) {
      const piece = writer.decision(named(`web-${index}`, denied));
      lengths.push(piece.length);
      text += piece;
    }
    text += writer.end(summary);
    expect(Math.max(...lengths)).toBeLessThan(1.1 * 1024 * 1024);
    const read = suites(text);
    expect(read.length).toBeGreaterThan(2);
    expect(read.every(({ name }) => name === 'web.yaml')).toBe(true);
    expect(read.flatMap(({ outcomes }) => outcomes)).toHaveLength(3000);
  });
  it('stays well-formed whatever manifests hold, and says it', () => {
    fc.assert(
      fc.property(hostileReport, ({ file, name, namespace, entries }) => {
        const [object, problem, ...others] = cases(print(junitWriter(), entries));
        expect(others).toEqual([]);
        expect(object?.children.map((child) => child.name)).toEqual(['failure', 'system-out']);
        expect(problem?.children.map((child) => child.name)).toEqual(['error']);
        const shown = (text: string): string => plain(text, Infinity).replaceAll(/[\ufffe\uffff]/g, '\ufffd');
        expect(object?.attributes).toMatchObject({
          name: shown(`EndpointSlice ${namespace}/${name === '' ? 'web-*' : name}`),
          file: shown(file),
          line: '1',
        });
      }),
    );
  });
});
