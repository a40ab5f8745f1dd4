// One `sliceward serve` process that can be ended and started again on the same ports.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { certificatePem, privateKeyPem } from '../../../src/certs/issue.ts';
import type { Identity } from '../../../src/certs/x509.ts';
import { ca, newLeaf } from '../../admission/support.ts';
import { eventually, freePorts, type Child, type Children } from '../../e2e/harness/children.ts';
import { CLI } from '../../e2e/harness/guard.ts';

/** What Node gives itself in a container of 512 MiB. */
const HEAP_MIB = 256;

export class Replica {
  readonly name: string;
  readonly port: number;
  readonly healthPort: number;
  readonly folder: string;
  readonly #processes: Children;
  readonly #flags: readonly string[];
  #child: Child | undefined;

  private constructor(
    name: string,
    folder: string,
    processes: Children,
    [port = 0, healthPort = 0]: readonly number[],
    flags: readonly string[],
  ) {
    this.name = name;
    this.folder = path.join(folder, name);
    this.port = port;
    this.healthPort = healthPort;
    this.#processes = processes;
    this.#flags = flags;
  }

  /** Running and ready, with a certificate of the tests' authority. `flags` are further flags of `sliceward serve`. */
  static async start(
    name: string,
    folder: string,
    processes: Children,
    flags: readonly string[] = [],
  ): Promise<Replica> {
    const replica = new Replica(name, folder, processes, await freePorts(2), flags);
    mkdirSync(replica.folder);
    const leaf = newLeaf();
    replica.write('tls.key', privateKeyPem(leaf));
    replica.write('tls.crt', chainOf(leaf));
    await replica.start();
    return replica;
  }

  /** Replaces a file of its certificate. */
  write(file: 'tls.crt' | 'tls.key', content: string): void {
    writeFileSync(path.join(this.folder, file), content, { mode: 0o600 });
  }

  /** Resolves when it is ready. */
  async start(): Promise<void> {
    const child = this.#processes.start(this.name, process.execPath, [
      `--max-old-space-size=${HEAP_MIB}`,
      CLI,
      'serve',
      '--bind=127.0.0.1',
      `--port=${this.port}`,
      `--health-port=${this.healthPort}`,
      `--tls-cert=${this.folder}/tls.crt`,
      `--tls-key=${this.folder}/tls.key`,
      ...this.#flags,
    ]);
    this.#child = child;
    await eventually(`${this.name} is ready`, () => this.isReady(), { child });
  }

  /** Resolves with the exit code, -1 for a signal. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number> {
    return this.#child?.stop(signal) ?? 0;
  }

  /** Undefined while it runs. */
  exitCode(): number | undefined {
    return this.#child?.exitCode();
  }

  async isReady(): Promise<boolean> {
    const answer = await fetch(`http://127.0.0.1:${this.healthPort}/readyz`).catch(() => undefined);
    await answer?.text();
    return answer?.ok === true;
  }

  /** The sum of a metric's series whose line begins so. */
  async metric(prefix: string): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${this.healthPort}/metrics`);
    const lines = (await answer.text()).split('\n').filter((line) => line.startsWith(prefix));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  /** Bytes. */
  residentMemory(): Promise<number> {
    return this.metric('process_resident_memory_bytes ');
  }
}

/** PEM: the leaf and its issuer. */
export function chainOf(leaf: Identity): string {
  return certificatePem(leaf) + ca;
}
