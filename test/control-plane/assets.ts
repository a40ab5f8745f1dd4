// Where the programs of the test control plane are: in KUBEBUILDER_ASSETS (the envtest convention), or built once from this folder's Go program and cached.
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from './lock.ts';

/** Absolute paths of the five programs. */
export interface Assets {
  readonly etcd: string;
  readonly apiServer: string;
  readonly controllerManager: string;
  readonly kubectl: string;
  /** kubectl's reader of YAML alone (yaml-oracle.go). */
  readonly yamlOracle: string;
}

const PROGRAM = 'control-plane';
const NAMES = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kubectl', 'yaml-oracle'] as const;
const SOURCES = ['main.go', 'yaml-oracle.go'] as const;
const MODULE = import.meta.dirname;

/** The programs if they are there already. Throws when KUBEBUILDER_ASSETS is set but lacks one of them, or SLICEWARD_KUBERNETES names no version of ours. */
export function findAssets(): Assets | undefined {
  const folder = process.env['KUBEBUILDER_ASSETS'];
  if (!folder) {
    const cached = cacheFolder();
    return isComplete(cached) ? inFolder(cached) : undefined;
  }
  const absent = NAMES.filter((name) => !isExecutable(path.join(folder, name)));
  if (absent.length > 0)
    throw new Error(
      `KUBEBUILDER_ASSETS=${folder} has no ${absent.join(', ')}: add what is missing, or unset it to build all five`,
    );
  return inFolder(path.resolve(folder));
}

/**
 * The programs, built first if need be: 35 s with a warm Go build cache, about 11 minutes and 5 GB of disk without.
 * Throws when they must be built and there is no Go, or the build fails.
 */
export async function assets(say: (line: string) => void = console.log): Promise<Assets> {
  const found = findAssets();
  if (found !== undefined) return found;
  const folder = cacheFolder();
  await mkdir(path.dirname(folder), { recursive: true });
  return withLock(`${folder}.lock`, say, async () => {
    if (!isComplete(folder)) await build(folder, say);
    return inFolder(folder);
  });
}

/** The Kubernetes version that is built, such as `1.37.2`: that of go.mod here, or of versions/ when SLICEWARD_KUBERNETES names another minor version (`1.36`). */
export function kubernetesVersion(): string {
  return requiredVersion(modules());
}

/** The folder, relative to this one, whose go.mod and go.sum pin the minor version: `.` for the default, else one of versions/, which need not exist. */
export function moduleFolder(minor: string): string {
  return minor === minorOf(requiredVersion('.')) ? '.' : path.join('versions', minor);
}

function modules(): string {
  const wanted = process.env['SLICEWARD_KUBERNETES'];
  if (!wanted) return '.';
  const known = [...readdirSync(path.join(MODULE, 'versions')), minorOf(requiredVersion('.'))].toSorted();
  if (!known.includes(wanted)) throw new Error(`SLICEWARD_KUBERNETES=${wanted}: known are ${known.join(', ')}`);
  return moduleFolder(wanted);
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

function requiredVersion(folder: string): string {
  const text = readFileSync(path.join(MODULE, folder, 'go.mod'), 'utf8');
  const version = /^\s*k8s\.io\/kubernetes v(\d+\.\d+\.\d+)$/m.exec(text)?.[1];
  if (version === undefined)
    throw new Error(`${path.join(MODULE, folder)}/go.mod requires no release of k8s.io/kubernetes`);
  return version;
}

async function build(folder: string, say: (line: string) => void): Promise<void> {
  const started = Date.now();
  const go = await promisify(execFile)('go', ['version']).catch((cause: unknown) => {
    throw new Error(
      'no Go (>= 1.26) to build a control plane with: install it, or let KUBEBUILDER_ASSETS name a folder with ' +
        NAMES.join(', '),
      { cause },
    );
  });
  say(
    `building Kubernetes ${kubernetesVersion()} with ${go.stdout.trim()}: under a minute with a warm Go build cache, about 11 minutes without`,
  );
  // Ours alone: we hold the lock, and an earlier draft is from a build that was killed.
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft);
  try {
    const pins = path.join(modules(), 'go.mod');
    await run('go', [
      'build',
      `-modfile=${pins}`,
      '-trimpath',
      '-ldflags',
      linkerFlags(),
      '-o',
      path.join(draft, PROGRAM),
      '.',
    ]);
    for (const name of NAMES) await symlink(PROGRAM, path.join(draft, name));
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  say(`built in ${Math.round((Date.now() - started) / 1000)} s: ${folder}`);
}

// Without these the server calls itself v0.0.0-master, and kubectl and the controllers warn about it.
function linkerFlags(): string {
  const version = kubernetesVersion();
  const [major, minor] = version.split('.');
  const set = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor };
  return [
    '-s',
    '-w',
    ...Object.entries(set).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`),
  ].join(' ');
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, {
    cwd: MODULE,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CGO_ENABLED: '0' },
  });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('exit', resolve);
  const code = await promise;
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}`);
}

function cacheFolder(): string {
  const root =
    process.env['SLICEWARD_CACHE'] ??
    path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'sliceward');
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${linkerFlags()}`);
  const pins = ['go.mod', 'go.sum'].map((name) => ({ name, at: modules() }));
  for (const { name, at } of [...pins, ...SOURCES.map((source) => ({ name: source, at: '.' }))])
    hash.update(`\0${name}\0`).update(readFileSync(path.join(MODULE, at, name)));
  return path.join(path.resolve(root), 'control-plane', `${kubernetesVersion()}-${hash.digest('hex').slice(0, 16)}`);
}

function inFolder(folder: string): Assets {
  const at = (name: (typeof NAMES)[number]): string => path.join(folder, name);
  return {
    etcd: at('etcd'),
    apiServer: at('kube-apiserver'),
    controllerManager: at('kube-controller-manager'),
    kubectl: at('kubectl'),
    yamlOracle: at('yaml-oracle'),
  };
}

function isComplete(folder: string): boolean {
  return NAMES.every((name) => isExecutable(path.join(folder, name)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
