// `__proto__` in documents of ours. zod leaves a member of this name out of records and loose objects in silence (zod
// 4, core/schemas.ts), and a rule, a network or a label of a selector would be gone; so it is looked for before zod
// sees the document, at any depth.
import type { DocumentProblem } from './document-problem.ts';

type Path = DocumentProblem['path'];

const NAME = '__proto__';

/** No one reads more of them. */
const MAX_PROBLEMS = 100;

/**
 * A problem for each member named `__proto__`, at most 100. `skip` says where to look no further. Linear in the value,
 * which a reader has bounded.
 */
export function prototypeNames(value: unknown, skip: (path: Path) => boolean = () => false): DocumentProblem[] {
  const problems: DocumentProblem[] = [];
  const path: (string | number)[] = [];
  const below = (segment: string | number, member: unknown): void => {
    path.push(segment);
    if (segment === NAME)
      problems.push({
        path: [...path],
        onKey: true,
        message: `unknown name "${NAME}", which no field has; remove it`,
      });
    look(member);
    path.pop();
  };
  const look = (one: unknown): void => {
    if (typeof one !== 'object' || one === null || problems.length >= MAX_PROBLEMS || skip(path)) return;
    if (Array.isArray(one)) for (const [index, item] of one.entries()) below(index, item);
    else for (const [name, member] of Object.entries(one)) below(name, member);
  };
  look(value);
  return problems;
}

/** Without those that prototypeNames reports. */
export function withoutPrototypeNames(problems: readonly DocumentProblem[]): DocumentProblem[] {
  return problems.filter(({ path, onKey }) => onKey !== true || path.at(-1) !== NAME);
}
