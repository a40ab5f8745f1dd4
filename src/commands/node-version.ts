// An older Node would fail with an obscure error.
import manifest from '../../package.json' with { type: 'json' };

/** Why this Node (`24.11.0`) cannot run sliceward; undefined if it is new enough. */
export function refuseNode(version: string): string | undefined {
  const needed = manifest.engines.node.replace('>=', '');
  if (!isOlder(numbers(version), numbers(needed))) return undefined;
  return (
    `sliceward needs Node.js ${needed} or newer, but this is ${version}; use a newer one, or in a checkout ` +
    'the one that "npm ci" installs (node_modules/node/bin/node)'
  );
}

function numbers(version: string): readonly number[] {
  return version.split('.').map(Number);
}

function isOlder(
  [major = 0, minor = 0]: readonly number[],
  [neededMajor = 0, neededMinor = 0]: readonly number[],
): boolean {
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}
