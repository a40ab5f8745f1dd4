// The beginning of a review that is too large to be read. Go writes a request's fields in the order uid, kind,
// resource, subResource, requestKind, requestResource, requestSubResource, name, namespace, operation, userInfo,
// object, oldObject, dryRun, options (k8s.io/api admission/v1/types.go): what a verdict needs comes before what made it
// large.
import { JsonScanner, TextEnd } from './json-scanner.ts';

/** How much of an oversized body is looked at. A user's groups and extra fields are the only large things in it. */
export const HEAD_BYTES = 256 * 1024;

export interface ReviewHead {
  /** An AdmissionReview as JSON has it, with the members that are asked for and without the objects. */
  readonly review: unknown;
  /** The user may be in further groups: the list did not fit. */
  readonly hasMoreGroups: boolean;
}

/** Where the large part begins. */
const OBJECTS: ReadonlySet<string> = new Set(['object', 'oldObject', 'options']);
const OF_REQUEST: ReadonlySet<string> = new Set([
  'uid',
  'subResource',
  'requestSubResource',
  'name',
  'namespace',
  'operation',
  'dryRun',
]);
const OF_KIND: ReadonlySet<string> = new Set(['group', 'version', 'kind']);
/** Without these the request is unknown; the others are omitted where they are empty. */
const NEEDED: readonly string[] = ['uid', 'kind', 'operation', 'userInfo'];

type Members = Record<string, unknown>;

/**
 * Undefined unless the body begins as an API server writes it, kind and apiVersion first. Takes time in proportion to
 * HEAD_BYTES, and never throws. A uid counts at its place alone: one deeper inside is an object's own.
 */
export function readHead(body: Buffer): ReviewHead | undefined {
  return new HeadReader(new JsonScanner(body.toString('utf8', 0, HEAD_BYTES))).read();
}

class HeadReader {
  readonly #scanner: JsonScanner;
  readonly #review: Members = {};
  readonly #request: Members = {};
  readonly #user: Members = {};
  #areGroupsRead = false;

  constructor(scanner: JsonScanner) {
    this.#scanner = scanner;
  }

  read(): ReviewHead | undefined {
    const end = this.#readReview();
    if (end === 'wrong' || !has(this.#review, ['kind', 'apiVersion']) || !has(this.#request, NEEDED)) return undefined;
    return {
      review: { ...this.#review, request: this.#request },
      hasMoreGroups: end === 'cut' && !this.#areGroupsRead,
    };
  }

  #readReview(): 'read' | 'cut' | 'wrong' {
    try {
      this.#scanner.members((key) => this.#member(key));
      return 'read';
    } catch (error) {
      if (error instanceof SyntaxError) return 'wrong';
      if (!(error instanceof TextEnd)) throw error;
      // After the user's name only the groups are missing.
      return has(this.#user, ['username']) ? 'cut' : 'wrong';
    }
  }

  #member(key: string): boolean {
    if (key === 'request' && this.#scanner.isAt('{'))
      return this.#scanner.members((member) => this.#requestMember(member));
    const value = this.#scanner.value();
    if (key === 'kind' || key === 'apiVersion') this.#review[key] = value;
    return true;
  }

  #requestMember(key: string): boolean {
    if (OBJECTS.has(key)) return false;
    if (key === 'userInfo' && this.#scanner.isAt('{')) return this.#readUser();
    if (key === 'kind' && this.#scanner.isAt('{')) return this.#readKind();
    const value = this.#scanner.value();
    if (OF_REQUEST.has(key)) this.#request[key] = value;
    return true;
  }

  #readKind(): boolean {
    const kind: Members = {};
    this.#request['kind'] = kind;
    return this.#scanner.members((key) => {
      const value = this.#scanner.value();
      if (OF_KIND.has(key)) kind[key] = value;
      return true;
    });
  }

  #readUser(): boolean {
    this.#request['userInfo'] = this.#user;
    return this.#scanner.members((key) => {
      if (key === 'groups') return this.#readGroups();
      const value = this.#scanner.value();
      if (key === 'username') this.#user[key] = value;
      return true;
    });
  }

  /** One by one, because the list may be cut off. */
  #readGroups(): boolean {
    if (this.#scanner.isAt('[')) {
      const groups: unknown[] = [];
      this.#user['groups'] = groups;
      this.#scanner.items(() => groups.push(this.#scanner.value()));
    } else {
      this.#user['groups'] = this.#scanner.value();
    }
    this.#areGroupsRead = true;
    return true;
  }
}

function has(members: Members, keys: readonly string[]): boolean {
  return keys.every((key) => Object.hasOwn(members, key));
}
