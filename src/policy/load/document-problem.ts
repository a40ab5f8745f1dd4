// What is wrong with a policy document and where, in words an engineer can act on: zod's issues with the nearest valid
// name.
import { z } from 'zod';
import { didYouMean } from '../../model/did-you-mean.ts';

export interface DocumentProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** The problem is the member's name, not its value. */
  readonly onKey?: boolean;
}

type Issue = z.core.$ZodIssue;
type Path = DocumentProblem['path'];

/** Fields of the design that a later version brings: refused like any unknown one, but with a better word. */
const COMING: ReadonlySet<string> = new Set(['agents', 'expressions', 'exceptions']);

/**
 * One problem for each issue, with paths from the document's root. `schema` is the one that failed; it has the valid
 * names.
 */
export function describeIssues(error: z.ZodError, base: Path, schema: z.ZodType): DocumentProblem[] {
  return error.issues.flatMap((issue) => describe(issue, base, () => namesAt(schema, issue.path)));
}

function describe(issue: Issue, base: Path, names: () => readonly string[]): DocumentProblem[] {
  const path = [...base, ...issue.path.map(segment)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], onKey: true, message: unknownField(key, names()) }));
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return [{ path, message: `must be ${listOf(values)}${suggestion(issue.input, values)}` }];
  }
  if (issue.code === 'invalid_type') {
    return [
      {
        path,
        message:
          issue.input === undefined
            ? `is missing; ${article(issue.expected)} is required`
            : `must be ${article(issue.expected)}`,
      },
    ];
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') return [{ path, message: wrongSize(issue) }];
  return issue.code === 'invalid_union' ? describeUnion(issue, base, path, names) : [{ path, message: issue.message }];
}

function wrongSize(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const isSmall = issue.code === 'too_small';
  const bound = isSmall ? issue.minimum : issue.maximum;
  const most = `use at ${isSmall ? 'least' : 'most'} ${bound}`;
  if (issue.origin === 'string')
    return isSmall && bound === 1
      ? 'is empty; write a value'
      : `is too ${isSmall ? 'short' : 'long'}; ${most} characters`;
  if (issue.origin === 'array')
    return isSmall && bound === 1
      ? 'is empty; write at least one item'
      : `has too ${isSmall ? 'few' : 'many'} items; ${most}`;
  return `is too ${isSmall ? 'small' : 'large'}; ${most}`;
}

/** The best match: the branch whose issues are deepest. */
function describeUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  base: Path,
  path: Path,
  names: () => readonly string[],
): DocumentProblem[] {
  const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map((one) => one.path.length));
  const best = issue.errors.toSorted((left, right) => depth(right) - depth(left))[0];
  if (best === undefined || depth(best) === 0) {
    const types = typesOf(issue);
    return [{ path, message: types.length === 0 ? issue.message : `must be ${types.map(article).join(' or ')}` }];
  }
  return best.flatMap((one) => describe({ ...one, path: [...issue.path, ...one.path] }, base, names));
}

/** What the branches of a union expect in the place of what was written. */
function typesOf({ errors }: Extract<Issue, { code: 'invalid_union' }>): readonly string[] {
  const types = errors.flat().flatMap((one) => {
    if (one.code === 'invalid_union') return typesOf(one);
    return one.code === 'invalid_type' ? [one.expected] : [];
  });
  return [...new Set(types.map((type) => (type === 'record' ? 'object' : type)))];
}

function unknownField(key: string, names: readonly string[]): string {
  if (COMING.has(key)) return `"${key}" is not supported in this version; remove it`;
  const hint = didYouMean(key, names, names.length === 0 ? '' : `valid fields: ${names.join(', ')}`);
  return `unknown field "${key}"${hint === '' ? '' : `; ${hint}`}`;
}

function suggestion(input: unknown, values: readonly string[]): string {
  if (input === false && values.includes('off')) return '; YAML reads off as false: write "off" with quotes';
  const hint = typeof input === 'string' ? didYouMean(input, values, '') : '';
  return hint === '' ? '' : `; ${hint}`;
}

function listOf(values: readonly string[]): string {
  return values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`;
}

function article(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    array: 'a list',
    object: 'a map',
    record: 'a map',
    int: 'a whole number',
  };
  return words[expected] ?? `a ${expected}`;
}

function segment(part: PropertyKey): string | number {
  return typeof part === 'symbol' ? String(part) : part;
}

const node = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  additionalProperties: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
});

/** The member names that the schema knows at a path. */
function namesAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: unknown[] = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })];
  for (const part of path)
    at = branches(at).flatMap(
      (one) =>
        (typeof part === 'number' ? one.items : (one.properties?.[String(part)] ?? one.additionalProperties)) ?? [],
    );
  return branches(at).flatMap((one) => Object.keys(one.properties ?? {}));
}

function branches(schemas: readonly unknown[]): z.infer<typeof node>[] {
  return schemas.flatMap((schema) => {
    const parsed = node.safeParse(schema);
    return parsed.success ? [parsed.data, ...branches(parsed.data.anyOf ?? [])] : [];
  });
}
