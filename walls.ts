// The walls of the house: what each folder of src/ may import of ours, and which folders are pure. oxlint.config.ts and test/walls.test.ts read this table.

/** Folders, or single files in them: `policy/rule.ts` is the rule contract alone. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  files: [],
  yaml: ['model'],
  view: ['model'],
  policy: ['view', 'model', 'yaml'],
  rules: ['policy/rule.ts', 'view', 'model'],
  report: ['policy', 'view', 'model'],
  manifests: ['policy', 'view', 'model', 'yaml'],
  certs: ['policy', 'model', 'files'],
  admission: ['certs', 'policy', 'view', 'model'],
  kube: ['policy', 'view', 'model'],
  audit: ['kube', 'policy', 'view', 'model'],
  commands: [
    'admission',
    'audit',
    'kube',
    'manifests',
    'certs',
    'report',
    'rules',
    'policy',
    'view',
    'model',
    'yaml',
    'files',
  ],
};

/**
 * They import no `node:*` and read no clock, file, environment or randomness: these are arguments. A folder in another
 * one imports only itself.
 */
export const PURE: readonly string[] = ['model', 'yaml', 'view', 'policy', 'rules', 'report', 'certs/plan'];
