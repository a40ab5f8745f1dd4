// Bundles the program into dist/: split chunks, so that a command loads only what it needs and starts several times
// faster than unbundled.
import { chmod, rm } from 'node:fs/promises';
import { build } from 'rolldown';

const DIST = 'dist';

await rm(DIST, { recursive: true, force: true });
await build({
  input: { cli: 'src/cli.ts', index: 'src/index.ts' },
  platform: 'node',
  output: { dir: DIST, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
});
await chmod(`${DIST}/cli.js`, 0o755);
