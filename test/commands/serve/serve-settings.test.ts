import { Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { flagHelp, readServeSettings, SERVE_FLAGS, variable } from '../../../src/commands/serve/serve-settings.ts';
import { UserError } from '../../../src/model/problem.ts';

const files = { tlsCert: ['c'], tlsKey: ['k'] };

describe('readServeSettings', () => {
  it('has the documented defaults', () => {
    expect(readServeSettings(files, {})).toMatchObject({
      enforcement: 'deny',
      certificate: { certFile: 'c', keyFile: 'k', clientCaFile: undefined },
      policyFiles: [],
      options: {
        bind: undefined,
        port: 9443,
        healthPort: 8080,
        drainDelayMs: 5000,
        deadlineMs: 20_000,
        bodyTimeoutMs: 5000,
        maxBodyBytes: 24 * 1024 * 1024,
        maxMutateBytes: 40 * 1024 * 1024,
        logSample: 0.01,
      },
    });
  });

  it('reads the environment, over which flags have precedence', () => {
    const env = {
      SLICEWARD_TLS_CERT: 'c',
      SLICEWARD_TLS_KEY: 'k',
      SLICEWARD_PORT: '1',
      SLICEWARD_POLICY: 'a.yaml,b.yaml',
      SLICEWARD_MAX_BODY: '',
    };
    expect(readServeSettings({ port: ['2', '3'] }, env)).toMatchObject({
      policyFiles: ['a.yaml', 'b.yaml'],
      certificate: { certFile: 'c' },
      options: { port: 3, maxBodyBytes: 25_165_824, maxMutateBytes: 41_943_040 },
    });
  });

  it('ignores the URL that Kubernetes sets in the same variable', () => {
    expect(readServeSettings(files, { SLICEWARD_PORT: 'tcp://10.96.0.10:443' }).options.port).toBe(9443);
  });

  it.each([
    [{}, /--tls-cert \(or SLICEWARD_TLS_CERT\) is missing/],
    [{ ...files, port: ['x'] }, /--port: expected a port/],
    [{ ...files, bind: ['localhost'] }, /--bind: "localhost" is not an IP address/],
    [{ ...files, enforcement: ['block'] }, /--enforcement: "block" is not deny, warn or audit/],
    [{ ...files, deadline: ['5s'] }, /--deadline must be longer/],
    [{ ...files, bodyTimeout: ['0s'] }, /--body-timeout/],
    [{ ...files, maxBody: ['1GiB'] }, /--max-body must be 1B to 48MiB/],
    [{ ...files, maxBody: ['50331649B'] }, /--max-body must be 1B to 48MiB/],
    [{ ...files, logSample: ['2'] }, /--log-sample/],
  ])('refuses %j', (given, message) => {
    expect(() => readServeSettings(given, {})).toThrow(UserError);
    expect(() => readServeSettings(given, {})).toThrow(message);
  });

  it('reads every flag from its own variable', () => {
    const values: Record<(typeof SERVE_FLAGS)[number][0], string> = {
      bind: '::1',
      port: '1',
      'health-port': '2',
      'tls-cert': 'c',
      'tls-key': 'k',
      'client-ca': 'a',
      policy: 'p.yaml',
      enforcement: 'audit',
      'drain-delay': '3s',
      deadline: '4s',
      'body-timeout': '5s',
      'max-body': '6B',
      'log-sample': '0.7',
    };
    const env = Object.fromEntries(SERVE_FLAGS.map(([flag]) => [variable(flag), values[flag]]));
    expect(readServeSettings({}, env)).toMatchObject({
      enforcement: 'audit',
      certificate: { certFile: 'c', keyFile: 'k', clientCaFile: 'a' },
      policyFiles: ['p.yaml'],
      options: {
        bind: '::1',
        port: 1,
        healthPort: 2,
        drainDelayMs: 3000,
        deadlineMs: 4000,
        bodyTimeoutMs: 5000,
        maxBodyBytes: 6,
        logSample: 0.7,
      },
    });
    // commander collects the same values by the camel-cased name of each flag.
    const given = Object.fromEntries(
      SERVE_FLAGS.map(([flag]) => [new Option(`--${flag} <value>`).attributeName(), [values[flag]]]),
    );
    expect(readServeSettings(given, {})).toEqual(readServeSettings({}, env));
  });
});

it('variable is the name of a flag in capitals, with a prefix', () => {
  expect(variable('tls-cert')).toBe('SLICEWARD_TLS_CERT');
  expect(variable('bind')).toBe('SLICEWARD_BIND');
});

it('flagHelp says the default that is used', () => {
  expect(flagHelp('deadline', 'when to close')).toBe('when to close (default 20s)');
  expect(flagHelp('tls-cert', 'certificate')).toBe('certificate');
  const said = SERVE_FLAGS.flatMap(([flag, , help]) => {
    const value = / \(default (.+)\)$/.exec(flagHelp(flag, help))?.[1];
    return value === undefined ? [] : [[variable(flag), value]];
  });
  expect(said).toHaveLength(8);
  expect(readServeSettings(files, Object.fromEntries(said))).toEqual(readServeSettings(files, {}));
});
