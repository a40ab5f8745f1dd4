// Updates that only remove: by cases through the engine, and against a naive model.
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { load, update } from '../fixtures.ts';

const recommended = load('  preset: recommended\n');

describe('shrinking', () => {
  const old = { addresses: ['127.0.0.1', '127.0.0.2', '10.0.0.1'] };
  const ready = (addresses: string[], ...flags: boolean[]) => ({
    endpoints: addresses.map((address, index) => ({
      addresses: [address],
      conditions: { ready: flags[index] ?? true },
    })),
  });

  it.each([
    ['one endpoint less', { addresses: ['127.0.0.1', '127.0.0.2'] }],
    ['another order', { addresses: ['127.0.0.2', '127.0.0.1', '10.0.0.1'] }],
    ['less ready', ready(['127.0.0.1', '127.0.0.2', '10.0.0.1'], false, true, true)],
    ['only annotations and finalizers', { ...old, metadata: { annotations: { a: 'b' }, finalizers: [] } }],
  ])('caps at warn: %s', (_what, now) => {
    const decision = evaluate(recommended, update(old, now));
    expect(decision.allowed).toBe(true);
    expect(decision.findings[0]).toMatchObject({ action: 'warn', actionBefore: 'deny', capped: 'shrinking' });
  });

  it.each([
    ['a label too', { addresses: ['127.0.0.1'], labels: { 'kubernetes.io/service-name': 'other' } }],
    ['a port too', { addresses: ['127.0.0.1'], ports: [{ port: 81 }] }],
    ['a new endpoint', { addresses: ['127.0.0.1', '127.0.0.3'] }],
    ['a second copy', { addresses: ['127.0.0.1', '127.0.0.1'] }],
    ['another node', { endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true }, nodeName: 'n2' }] }],
  ])('is not: %s', (_what, now) => {
    expect(evaluate(recommended, update(old, now)).findings[0]?.capped).not.toBe('shrinking');
  });

  it('is not: no longer terminating, because networks prefer such a copy', () => {
    const endpoint = (terminating: boolean) => ({
      endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true, terminating } }],
    });
    expect(evaluate(recommended, update(endpoint(true), endpoint(false))).allowed).toBe(false);
    expect(evaluate(recommended, update(endpoint(false), endpoint(true))).findings[0]?.capped).toBe('shrinking');
  });

  it('is: ports in another order', () => {
    const ports = [
      { name: 'a', port: 80 },
      { name: 'b', port: 81 },
    ];
    expect(
      evaluate(recommended, update({ ...old, ports }, { ...old, ports: ports.toReversed() })).findings[0]?.capped,
    ).toBe('shrinking');
  });

  it('is not: made more ready', () => {
    expect(evaluate(recommended, update(ready(['127.0.0.1'], false), ready(['127.0.0.1'], true))).allowed).toBe(false);
    expect(
      evaluate(recommended, update(ready(['127.0.0.1'], false), { endpoints: [{ addresses: ['127.0.0.1'] }] })).allowed,
    ).toBe(false);
  });
});
