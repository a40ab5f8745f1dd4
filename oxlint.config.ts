import { defineConfig, type OxlintOverride } from 'oxlint';
import { MAY_IMPORT, PURE } from './walls.ts';

const IMPURE_GLOBALS = ['process', 'console', 'Date', 'setTimeout', 'setInterval', 'fetch', 'performance', 'crypto'];
const FOLDERS = Object.keys(MAY_IMPORT);

/** Wall by wall: a folder imports itself and what walls.ts allows; pure folders get what they need as arguments. */
const walls = FOLDERS.map((folder): OxlintOverride => {
  const allowed = MAY_IMPORT[folder] ?? [];
  const isPure = PURE.includes(folder);
  const files = allowed.filter((target) => target.endsWith('.ts'));
  const open = new Set([folder, ...allowed.map((target) => target.split('/')[0])]);
  const patterns = [
    {
      group: [
        ...FOLDERS.filter((other) => !open.has(other)).map((other) => `**/${other}/**`),
        '**/cli.ts',
        '../index.ts',
        '../../index.ts',
      ],
      message: `src/${folder} may import of ours only: ${allowed.join(', ') || 'itself'} (walls.ts)`,
    },
    ...files.map((file) => ({
      group: [`**/${file.split('/')[0]}/**`, `!**/${file}`],
      message: `src/${folder} knows ${file} alone of that folder (walls.ts)`,
    })),
    ...(isPure
      ? [{ group: ['node:*'], message: 'a pure folder: time, files, environment and hashes are arguments' }]
      : []),
  ];
  return {
    files: [`src/${folder}/**`],
    rules: {
      'no-restricted-imports': ['error', { patterns }],
      ...(isPure ? { 'no-restricted-globals': ['error', ...IMPURE_GLOBALS] } : {}),
    },
  };
});

/** Pure folders in others import only themselves. */
const innerWalls = PURE.filter((place) => place.includes('/')).map((place): OxlintOverride => ({
  files: [`src/${place}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [{ group: ['node:*', '../**'], message: `src/${place} is pure and imports only itself (walls.ts)` }],
      },
    ],
    'no-restricted-globals': ['error', ...IMPURE_GLOBALS],
  },
}));

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'vitest', 'node', 'promise'],
  categories: {
    correctness: 'error',
    suspicious: 'error',
    perf: 'error',
  },
  env: {
    node: true,
  },
  ignorePatterns: ['dist', 'coverage', 'node_modules'],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-non-null-assertion': 'error',
    'import/no-cycle': 'error',
    eqeqeq: 'error',
    'no-console': 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'no-underscore-dangle': 'off',
    'no-await-in-loop': 'off',
    'unicorn/no-process-exit': 'error',
  },
  overrides: [
    ...walls,
    ...innerWalls,
    {
      files: ['test/**', 'scripts/**', 'bench/**', 'examples/**', '*.config.ts'],
      rules: {
        'no-console': 'off',
        'unicorn/no-process-exit': 'off',
        'import/no-named-as-default-member': 'off',
        'unicorn/consistent-function-scoping': 'off',
      },
    },
  ],
});
