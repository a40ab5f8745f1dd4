// What a rule instance found in the stored object. Each of these covers one new finding that is alike and no worse.

export interface Fingerprint {
  /** The endpoint, or the place where there is none, as a number. */
  readonly owner: number;
  /** What was seen, as a number; 0 for a quantity. */
  readonly seen: number;
  /** Where it is one of the owner's addresses: its index among them, which says as much and costs no hash of a hundred thousand texts. */
  readonly index: number | undefined;
  /** How much of the fault: a quantity's size, or how visible the endpoint is that has it. */
  readonly level: number;
}

/** Findings alike but for their level, by level: few, for most differ in what was seen. */
interface Level {
  readonly level: number;
  count: number;
  readonly next: Level | undefined;
}

/** More texts than an object has. */
const STRIDE = 2 ** 26;

/** Of one message. */
interface Findings {
  /** About the addresses of owners, by owner and index: a hundred thousand of them are found where they stand. */
  readonly addresses: Map<number, (Level | undefined)[]>;
  readonly others: Map<number, Level>;
}

export class StoredFindings {
  readonly #byId = new Map<string, Findings>();

  add(id: string, print: Fingerprint): void {
    const findings = this.#byId.get(id) ?? { addresses: new Map(), others: new Map() };
    this.#byId.set(id, findings);
    const first = alike(findings, print);
    for (let one = first; one !== undefined; one = one.next) {
      if (one.level !== print.level) continue;
      one.count++;
      return;
    }
    put(findings, print, { level: print.level, count: 1, next: first });
  }

  /** Takes the one of the smallest level that is at least as high, which leaves the most for the findings to come. False if there is none. */
  take(id: string, print: Fingerprint): boolean {
    const findings = this.#byId.get(id);
    let best: Level | undefined;
    for (let one = findings && alike(findings, print); one !== undefined; one = one.next) {
      if (one.count > 0 && one.level >= print.level && (best === undefined || one.level < best.level)) best = one;
    }
    if (best === undefined) return false;
    best.count--;
    return true;
  }
}

function alike({ addresses, others }: Findings, { owner, seen, index }: Fingerprint): Level | undefined {
  return index === undefined ? others.get(owner * STRIDE + seen) : addresses.get(owner)?.[index];
}

function put({ addresses, others }: Findings, { owner, seen, index }: Fingerprint, level: Level): void {
  if (index === undefined) {
    others.set(owner * STRIDE + seen, level);
    return;
  }
  const ofOwner = addresses.get(owner) ?? [];
  ofOwner[index] = level;
  addresses.set(owner, ofOwner);
}
