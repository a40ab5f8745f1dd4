import { describe, expect, it } from 'vitest';
import { parseIp } from '../../src/model/address/ip.ts';
import { FactIndex } from '../../src/view/index.ts';
import type { ClusterView } from '../../src/view/view.ts';
import { WatchedView } from '../../src/view/watched.ts';

const index = new FactIndex('complete');
for (const [kind, object] of [
  ['Namespace', { metadata: { name: 'shop' } }],
  [
    'Service',
    { metadata: { namespace: 'shop', name: 'web' }, spec: { selector: { app: 'web' }, clusterIP: '10.96.0.7' } },
  ],
  ['Pod', { metadata: { namespace: 'shop', name: 'web-1', labels: { app: 'web' } } }],
  ['Node', { metadata: { name: 'node-1' }, spec: { podCIDR: '10.244.0.0/24' } }],
] as const)
  index.put('v1', kind, object, '');

function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('not known');
  return value;
}

const service = required(index.service('shop', 'web'));
const ip = required(parseIp('10.96.0.7'));

const QUESTIONS: readonly (readonly [name: keyof ClusterView, ask: (view: ClusterView) => unknown])[] = [
  ['knows', (view) => view.knows('pods')],
  ['namespace', (view) => view.namespace('shop')],
  ['service', (view) => view.service('shop', 'web')],
  ['pod', (view) => view.pod('shop', 'web-1')],
  ['node', (view) => view.node('node-1')],
  ['holders', (view) => view.holders(ip)],
  ['selectedBy', (view) => view.selectedBy(service)],
  ['ranges', (view) => view.ranges()],
];

describe('WatchedView', () => {
  it.each(QUESTIONS)('gives the answer of the view and notes the question: %s', (_name, ask) => {
    const watched = new WatchedView(index);
    expect(watched.takeAsked()).toBe(false);
    const answer = ask(watched);
    expect(answer).toBeTruthy();
    expect(answer).toEqual(ask(index));
    expect(watched.takeAsked()).toBe(true);
    expect(watched.takeAsked()).toBe(false);
  });

  it('notes a question whose answer is not known', () => {
    const watched = new WatchedView(new FactIndex('none'));
    expect(watched.pod('shop', 'web-1')).toBeUndefined();
    expect(watched.takeAsked()).toBe(true);
  });
});
