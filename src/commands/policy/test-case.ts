// One case: its policies, its objects, its decisions, and what it expected.
import { dirname } from 'node:path';
import { decodeProblems } from '../../manifests/decode-problems.ts';
import { isObject } from '../../model/is-object.ts';
import type { ManifestSlice } from '../../manifests/read.ts';
import { StoredSlices } from '../../manifests/stored.ts';
import { impersonate } from '../../manifests/user.ts';
import type { KubernetesVersion } from '../../model/kubernetes-version.ts';
import { valueAt } from '../../model/json-patch.ts';
import { ExternalError, UserError, type Problem } from '../../model/problem.ts';
import { evaluate } from '../../policy/evaluate/engine.ts';
import { decodedStored, makeSubject } from '../../policy/make-subject.ts';
import type { PolicySet } from '../../policy/policy-set.ts';
import type { Decision, Subject } from '../../policy/subject.ts';
import { compare } from '../../policy/test/compare.ts';
import type { TestCase } from '../../policy/test/document.ts';
import type { CaseResult } from '../../report/policy/test.ts';
import { inFolder, loadTestPolicies, readTestObjects } from './test-load.ts';
import type { ReadTest } from './test-read.ts';

export class Cases {
  /** For cases that name no policy. */
  readonly #fallback: PolicySet;
  readonly #kubernetes: KubernetesVersion;
  /** By path, or by the policy written in the test: loading a policy compiles every rule. */
  readonly #loaded = new Map<unknown, Promise<PolicySet>>();

  constructor(fallback: PolicySet, kubernetes: KubernetesVersion) {
    this.#fallback = fallback;
    this.#kubernetes = kubernetes;
  }

  /** What cannot be read or judged becomes a problem of the case. */
  async judge({ file, document, test }: ReadTest, index: number, written: TestCase): Promise<CaseResult> {
    const folder = dirname(file);
    const given = {
      manifest: asWritten(document, index, 'manifest', written),
      old: asWritten(document, index, 'old', written),
    };
    const testCase = {
      ...written,
      ...given,
      writer: written.writer ?? test.writer,
      policy: written.policy ?? test.policy,
    };
    const place = (...path: readonly string[]) => document.position(['cases', index, ...path]) ?? document.start;
    const problems: Problem[] = [];
    const attempt = async <T>(field: string, read: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await read();
      } catch (error) {
        for (const message of explain(error)) problems.push({ file, ...place(field), message: `${field}: ${message}` });
        return undefined;
      }
    };
    const policies = await attempt('policy', async () => this.#policies(testCase.policy, folder));
    const stored = await attempt('old', async () =>
      testCase.old === undefined ? [] : readTestObjects(testCase.old, folder),
    );
    const decisions = await attempt('manifest', async () => {
      const objects = await readTestObjects(testCase.manifest, folder);
      return policies && stored && this.#decide(policies, objects, stored, testCase);
    });
    return {
      file,
      ...place(),
      name: testCase.name,
      problems,
      comparison: decisions && compare(testCase.expect, decisions),
    };
  }

  async #policies(field: TestCase['policy'], folder: string): Promise<PolicySet> {
    if (field === undefined) return this.#fallback;
    const key = typeof field === 'string' ? inFolder(folder, field) : field;
    const known = this.#loaded.get(key) ?? loadTestPolicies(field, folder);
    this.#loaded.set(key, known);
    return known;
  }

  /** One decision for each object. Throws UserError for one that could not be decoded, if no rule reports it. */
  #decide(
    policies: PolicySet,
    objects: readonly ManifestSlice[],
    stored: readonly ManifestSlice[],
    testCase: TestCase,
  ): Decision[] {
    const oldObject = new StoredSlices();
    for (const one of stored) oldObject.add(one);
    return objects.map((item) => {
      const decision = evaluate(policies, this.#subject(item, oldObject.find(item), testCase));
      const [suppressed] = decision.findings.length === 0 ? decodeProblems(item) : [];
      if (suppressed !== undefined) throw new UserError(suppressed.problem.message);
      return decision;
    });
  }

  #subject(item: ManifestSlice, stored: ManifestSlice | undefined, { operation, writer }: TestCase): Subject {
    const name = operation ?? (stored === undefined ? 'CREATE' : 'UPDATE');
    return makeSubject({
      operation: name,
      object: item,
      stored: stored && decodedStored(stored),
      user: writer === undefined ? undefined : impersonate(writer.user, writer.groups ?? []),
      manifest: item.manifest(this.#kubernetes, name === 'UPDATE' ? stored?.value : undefined),
    });
  }
}

/** zod's records drop a member named `__proto__`, and a test may be about what becomes of one. */
function asWritten<Field extends 'manifest' | 'old'>(
  document: ReadTest['document'],
  index: number,
  field: Field,
  written: TestCase,
): TestCase[Field] | Record<string, unknown> {
  const value = valueAt(document.value, ['cases', index, field]);
  return isObject(value) ? value : written[field];
}

/** A line for each mistake. Throws what is a bug of ours. */
function explain(error: unknown): readonly string[] {
  if (error instanceof UserError) return error.message.split('\n');
  if (error instanceof ExternalError)
    return [error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message];
  throw error;
}
