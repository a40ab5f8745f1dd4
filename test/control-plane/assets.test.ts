import { afterEach, expect, it, vi } from 'vitest';
import { KUBERNETES_VERSIONS, NEWEST_KUBERNETES } from '../../src/model/kubernetes-version.ts';
import { findAssets, kubernetesVersion, moduleFolder } from './assets.ts';

afterEach(() => vi.unstubAllEnvs());

it.each(KUBERNETES_VERSIONS)('knows how to build Kubernetes %s', (minor) => {
  vi.stubEnv('SLICEWARD_KUBERNETES', minor);
  expect(kubernetesVersion().split('.').slice(0, 2).join('.')).toBe(minor);
});

it('builds the newest version unless told, from the go.mod beside it', () => {
  vi.stubEnv('SLICEWARD_KUBERNETES', undefined);
  expect(kubernetesVersion().startsWith(`${NEWEST_KUBERNETES}.`)).toBe(true);
  expect(moduleFolder(NEWEST_KUBERNETES)).toBe('.');
});

it.each(['1.3', '1.33', '../versions/1.36', '1.36.3', '.'])(
  'says which versions there are when asked for %s',
  (wanted) => {
    vi.stubEnv('KUBEBUILDER_ASSETS', undefined);
    vi.stubEnv('SLICEWARD_KUBERNETES', wanted);
    expect(() => findAssets()).toThrow(/known are 1\.34, 1\.35, 1\.36, 1\.37$/);
  },
);
