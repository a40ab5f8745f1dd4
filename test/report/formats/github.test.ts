import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/model/plain.ts';
import { githubWriter } from '../../../src/report/formats/github.ts';
import { finding, judged, print } from '../fixtures.ts';
import { hostileReport } from '../hostile.ts';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** What GitHub's runner reads from the output of a step: its rules, written down from actions/runner, ActionCommand.cs. */
function commands(output: string): readonly (Command | string)[] {
  return output
    .split(/\r\n|\n|\r/)
    .filter((line) => line !== '')
    .map((line) => {
      const end = line.indexOf('::', 2);
      if (!line.trimStart().startsWith('::') || end < 0) return line;
      const [, name = '', list = ''] = /^(\S*) ?(.*)$/s.exec(line.slice(2, end)) ?? [];
      const pairs = list.split(',').map((pair) => {
        const [key = '', ...values] = pair.split('=');
        return [key, unescape(values.join('='), true)] as const;
      });
      return { name, properties: Object.fromEntries(pairs), data: unescape(line.slice(end + 2), false) };
    });
}

function unescape(text: string, isProperty: boolean): string {
  const value = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  return (isProperty ? value.replaceAll('%3A', ':').replaceAll('%2C', ',') : value).replaceAll('%25', '%');
}

/** Control characters of a file's name, but for line breaks, which are encoded. */
function spelledOut(file: string): string {
  return file.replaceAll(/[^\r\n]+/g, (part) => plain(part, Infinity));
}

describe('githubWriter', () => {
  it('prints the golden file', async () => {
    await expect(print(githubWriter())).toMatchFileSnapshot('../../fixtures/report/report.github.txt');
  });
  it('makes one annotation of findings that are alike, at the first of them', () => {
    const many = Array.from({ length: 42 }, (_, index) =>
      finding(['endpoints', index, 'addresses', 0], { action: 'warn' }),
    );
    expect(commands(print(githubWriter(), [judged(many)]))).toEqual([
      {
        name: 'warning',
        properties: {
          file: 'web.yaml',
          line: '3',
          col: '15',
          title: 'warn bad-address/loopback in EndpointSlice shop/web-1',
        },
        data: 'endpoints[0].addresses[0]: 127.0.0.1 leads nowhere (and 41 more)',
      },
      '1 slice: 0 denied, 42 findings to warn',
    ]);
  });
  it('is read as it is meant, whatever manifests hold', () => {
    fc.assert(
      fc.property(hostileReport, ({ file, name, namespace, message, entries }) => {
        const read = commands(print(githubWriter(), entries));
        expect(read.map((one) => (typeof one === 'string' ? one : one.name))).toEqual([
          'error',
          'warning',
          'error',
          '1 slice: 1 denied, 1 finding to deny, 1 to warn, 1 problem',
        ]);
        const [first] = read;
        const object = `EndpointSlice ${namespace}/${name === '' ? 'web-*' : name}`;
        expect(first).toMatchObject({
          properties: {
            file: spelledOut(file),
            line: '3',
            col: '15',
            title: plain(`deny bad-address/loopback in ${object}`, 2000),
          },
        });
        expect(first).toMatchObject({ data: expect.stringContaining(plain(message, 500)) });
      }),
    );
  });
});
