// The mistakes that loading one policy reports.
import { UserError } from '../../../src/model/problem.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { REGISTRY } from '../fixtures.ts';

export const OPTIONS = { rules: REGISTRY, sha256: (text: string) => `sha256:${text}` };
export const HEAD = 'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: test}\nspec:\n';

export function mistakes(text: string): string[] {
  try {
    loadPolicies([{ file: 'p.yaml', text }], OPTIONS);
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  return [];
}
