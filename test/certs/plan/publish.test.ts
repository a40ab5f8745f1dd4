import { describe, expect, it } from 'vitest';
import { publishSteps } from '../../../src/certs/plan/publish.ts';
import type { Configuration } from '../../../src/certs/plan/state.ts';
import { TIMING } from '../../../src/certs/plan/timing.ts';
import { authority, configuration, leafOf, NOW, serving, stateOf } from './states.ts';

const [old, current] = [authority('old', -3000, 3650), authority('current', -10, 3650)];
const secret = { current, previous: [old], leaf: leafOf(current, -0.5, 365) };

function steps(...configurations: readonly Configuration[]): readonly object[] {
  return publishSteps({ ...stateOf({ secret }), configurations }, NOW, TIMING);
}

describe('publishSteps', () => {
  it('are none where everything is published, in whatever order', () => {
    expect(steps(configuration('validating', [old, current]), configuration('mutating', [current, old]))).toEqual([]);
  });

  it('are none where there is nothing to publish: what others have set stays', () => {
    expect(publishSteps(stateOf({ published: [[], [old]] }), NOW, TIMING)).toMatchObject([
      { configuration: 'validating' },
    ]);
    expect(publishSteps(stateOf({ published: [[], []] }), NOW, TIMING)).toEqual([]);
  });

  const both = ['current', 'old'];
  it.each<[string, Configuration, string]>([
    ['without caBundle', configuration('validating', []), 'a webhook has no authority in its caBundle'],
    [
      'with one webhook without caBundle',
      configuration('validating', [], {
        bundles: [
          { authorities: [current, old], isClean: true },
          { authorities: [], isClean: false },
        ],
      }),
      'a webhook has no authority in its caBundle',
    ],
    [
      'with something else in it',
      configuration('validating', [], { bundles: [{ authorities: [current, old], isClean: false }] }),
      'a caBundle holds something else than authorities',
    ],
    ['without the old authority', configuration('validating', [current]), 'an authority is not published yet'],
    ['without the new authority', configuration('validating', [old]), 'an authority is not published yet'],
  ])('repair a configuration %s', (_, one, reason) => {
    expect(steps(one)).toEqual([{ kind: 'publishBundle', configuration: 'validating', authorities: both, reason }]);
  });

  it('remove what has ended or is no longer served from', () => {
    const state = stateOf({
      secret: { current, leaf: leafOf(current, -2, 365) },
      published: [[current, old]],
      replicas: serving(current),
    });
    expect(publishSteps(state, NOW, TIMING)).toEqual([
      {
        kind: 'publishBundle',
        configuration: 'validating',
        authorities: ['current'],
        reason: 'an authority has ended, or no replica serves from it any more',
      },
    ]);
  });

  it('never write what another program writes, and say so', () => {
    const injected = configuration('mutating', [], { injector: 'cert-manager' });
    expect(steps(configuration('validating', [current, old]), injected)).toEqual([
      {
        kind: 'blocked',
        reason: expect.stringMatching(/^caBundle of the mutating configuration is written by cert-manager;/),
      },
    ]);
  });
});
