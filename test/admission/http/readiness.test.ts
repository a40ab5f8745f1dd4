import { describe, expect, it } from 'vitest';
import { Readiness } from '../../../src/admission/http/readiness.ts';

describe('Readiness', () => {
  it('asks every check each time, in the order in which they were added', () => {
    const readiness = new Readiness();
    let problem: string | undefined;
    readiness.add('second', () => undefined);
    readiness.add('first', () => problem);
    expect(readiness.results()).toEqual([
      { name: 'second', problem: undefined, note: undefined },
      { name: 'first', problem: undefined, note: undefined },
    ]);
    problem = 'it broke';
    expect(readiness.results()[1]).toEqual({ name: 'first', problem: 'it broke', note: undefined });
    problem = undefined;
    expect(readiness.results()[1]?.problem).toBeUndefined();
  });

  it('fails a pending check with its reason until it is done', () => {
    const readiness = new Readiness();
    const done = readiness.pending('tls', 'not yet');
    const other = readiness.pending('policy', 'not yet proven');
    expect(readiness.results().map(({ problem }) => problem)).toEqual(['not yet', 'not yet proven']);
    done();
    expect(readiness.results().map(({ problem }) => problem)).toEqual([undefined, 'not yet proven']);
    done();
    other();
    expect(readiness.results().map(({ problem }) => problem)).toEqual([undefined, undefined]);
  });

  it('keeps the result of a check whatever its note says, and shows no note without a check', () => {
    const readiness = new Readiness();
    let note: string | undefined = 'an old version';
    readiness.add('policy', () => undefined);
    readiness.note('policy', () => note);
    readiness.note('nothing', () => 'unseen');
    expect(readiness.results()).toEqual([{ name: 'policy', problem: undefined, note: 'an old version' }]);
    note = undefined;
    expect(readiness.results()).toEqual([{ name: 'policy', problem: undefined, note: undefined }]);
  });
});
