import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { kubernetesNote, kubernetesOption, NEWEST } from '../../src/commands/kubernetes-option.ts';
import { KUBERNETES_VERSIONS, NEWEST_KUBERNETES } from '../../src/model/kubernetes-version.ts';

function parse(written: string): unknown {
  const command = new Command('test').addOption(kubernetesOption('the version')).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  return command.parse(['--kubernetes-version', written], { from: 'user' }).opts()['kubernetesVersion'];
}

describe('kubernetesOption', () => {
  it.each([
    ['1.36', '1.36'],
    ['v1.35.2', '1.35'],
    ['1.36.3+k3s1', '1.36'],
    ['1.20', '1.34'],
    ['1.99', '1.37'],
  ])('reads %s as %s, and keeps what was written', (written, version) => {
    expect(parse(written)).toEqual({ version, written });
  });
  it.each(['newest', '36', '2.0', '1.', ''])('refuses %j', (written) => {
    expect(() => parse(written)).toThrow('write it as 1.36');
  });
  it('names the oldest and the newest version in its help', () => {
    expect(kubernetesOption('the version').description).toBe('the version: 1.34 to 1.37, or else the nearest of these');
    expect([KUBERNETES_VERSIONS[0], NEWEST_KUBERNETES]).toEqual(['1.34', '1.37']);
  });
});

describe('kubernetesNote', () => {
  it('says which version is used instead of an unknown one', () => {
    expect(kubernetesNote({ version: '1.34', written: 'v1.20.4' })).toBe(
      'Kubernetes 1.20 is not known; judged as 1.34',
    );
  });
  it('says nothing about a known one, however it is written', () => {
    for (const written of ['1.36', 'v1.36.3', '1.36.3+k3s1'])
      expect(kubernetesNote({ version: '1.36', written })).toBeUndefined();
    expect(kubernetesNote(NEWEST)).toBeUndefined();
  });
  it('says nothing about a version written with a zero in front', () => {
    expect(kubernetesNote({ version: '1.36', written: '1.036' })).toBeUndefined();
  });
});
