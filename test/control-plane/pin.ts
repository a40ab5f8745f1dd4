// `node test/control-plane/pin.ts 1.36.3`: writes versions/1.36/go.mod and go.sum (or those beside this file, if theirs is the same minor version), from which that
// Kubernetes is built with this folder's main.go.
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { moduleFolder } from './assets.ts';

const KUBERNETES = 'k8s.io/kubernetes';

const version = process.argv[2] ?? '';
const [, minor, patch] = /^1\.(\d+)\.(\d+)$/.exec(version) ?? [];
if (minor === undefined || patch === undefined)
  throw new Error(`${version || 'nothing'} is no release of Kubernetes such as 1.36.3`);
const staging = `v0.${minor}.${patch}`;

const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', `${KUBERNETES}@v${version}`]);
const upstream = readFileSync(/"GoMod": "(.*)"/.exec(stdout)?.[1] ?? '', 'utf8');
// Its go.mod replaces the modules of its staging folder by that folder, which a module from the proxy does not have: each is published as v0.MINOR.PATCH.
const replaced = [...upstream.matchAll(/^\s*(k8s\.io\/\S+) => \.\/staging\//gm)].map(
  ([, module]) => `\t${module} => ${module} ${staging}`,
);
const language = upstream.match(/^go .*$/m)?.[0];
const godebug = upstream.match(/^godebug (?:\([^)]*\)|.*)$/m)?.[0];

const file = path.join(moduleFolder(`1.${minor}`), 'go.mod');
const target = path.join(import.meta.dirname, file);
mkdirSync(path.dirname(target), { recursive: true });
writeFileSync(
  target,
  `module sliceward.dev/test/control-plane\n\n${language}\n\n${godebug ?? ''}\n\nrequire ${KUBERNETES} v${version}\n\nreplace (\n${replaced.join('\n')}\n)\n`,
);
execFileSync('go', ['mod', 'tidy', `-modfile=${file}`], { cwd: import.meta.dirname, stdio: 'inherit' });
