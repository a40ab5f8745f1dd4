// JUnit XML, as CI systems read it: a suite for each file, a case for each object. A denied object is a failure;
// warnings are its output.
import type { Position, Problem } from '../../model/problem.ts';
import type { Decision } from '../../policy/subject.ts';
import { alike, andMore, NOT_JUDGED, objectTitle, type Alike } from '../alike.ts';
import { detach } from '../detach.ts';
import { reasonsToDeny, undecidedText } from '../undecided.ts';
import type { Judged, ReportWriter } from '../writer.ts';
import { xmlAttributes, xmlText } from './xml.ts';

/** In UTF-16 code units. A suite is kept until its numbers are known; a larger one is printed in parts. */
const MAX_SUITE = 1024 * 1024;
/** Of a name, a message or a line, before escaping. */
const MAX_TEXT = 2000;

export function junitWriter(): ReportWriter {
  const suite = new Suite();
  return {
    begin: () => '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="sliceward">\n',
    decision: (judged) => suite.add(judged.source.file, decisionCase(judged), outcomeOf(judged.decision)),
    problem: (problem) => suite.add(problem.file, problemCase(problem), 'error'),
    end: () => `${suite.close()}${suite.isEmpty ? EMPTY : ''}</testsuites>\n`,
  };
}

/** Without any case, a CI system takes the report for one that is broken, or for a step that has not run. */
const EMPTY =
  '  <testsuite name="sliceward" tests="1" failures="0" errors="0" skipped="1" time="0">\n' +
  '    <testcase name="no EndpointSlices found" classname="sliceward" time="0">\n' +
  '      <skipped message="no EndpointSlices found"/>\n' +
  '    </testcase>\n' +
  '  </testsuite>\n';

type Outcome = 'passed' | 'failed' | 'error' | 'skipped';

function noCounts(): Record<Outcome, number> {
  return { passed: 0, failed: 0, error: 0, skipped: 0 };
}

function outcomeOf({ allowed, unmatched }: Decision): Outcome {
  if (!allowed) return 'failed';
  return unmatched ? 'skipped' : 'passed';
}

/** The cases of one file. */
class Suite {
  /** No case was added. */
  isEmpty = true;
  #file: string | undefined;
  #cases = '';
  #counts: Record<Outcome, number> = noCounts();

  /** Returns the suite before it, if this case begins a new one. */
  add(file: string, text: string, outcome: Outcome): string {
    const before = file === this.#file && this.#cases.length < MAX_SUITE ? '' : this.close();
    this.#file = file;
    this.isEmpty = false;
    this.#cases += detach(text);
    this.#counts[outcome]++;
    return before;
  }

  close(): string {
    if (this.#file === undefined) return '';
    const { passed, failed, error, skipped } = this.#counts;
    const head = {
      name: this.#file,
      tests: passed + failed + error + skipped,
      failures: failed,
      errors: error,
      skipped,
      time: 0,
    };
    const text = `  <testsuite${xmlAttributes(head, MAX_TEXT)}>\n${this.#cases}  </testsuite>\n`;
    this.#file = undefined;
    this.#cases = '';
    this.#counts = noCounts();
    return text;
  }
}

function decisionCase({ decision, source }: Judged): string {
  const head = caseHead(source.file, source.start, objectTitle(decision));
  const all = alike(decision.findings);
  const line = (one: Alike): string => findingLine(one, source.file, source.locate(one.first.path));
  const others = all.filter(({ action }) => action !== 'deny').map(line);
  const printed = others.length === 0 ? '' : `      <system-out>${lines(others)}</system-out>\n`;
  const passed = decision.unmatched ? skippedElement(NOT_JUDGED) : '';
  const body = `${decision.allowed ? passed : failure(decision, all, line)}${printed}`;
  return body === '' ? `    <testcase${head}/>\n` : `    <testcase${head}>\n${body}    </testcase>\n`;
}

function skippedElement(why: string): string {
  return `      <skipped${xmlAttributes({ message: why }, MAX_TEXT)}/>\n`;
}

function failure(decision: Decision, all: readonly Alike[], line: (one: Alike) => string): string {
  const denials = all.filter(({ action }) => action === 'deny');
  const [worst] = denials;
  // A policy may deny what it cannot decide.
  if (worst === undefined)
    return element('failure', 'undecided', reasonsToDeny(decision).map(undecidedText).join('; '), []);
  const { rule, id, message } = worst.first;
  const { deny } = decision.counts;
  return element('failure', `${rule}/${id}`, `${message}${andMore(deny - 1)}`, denials.map(line));
}

function problemCase(problem: Problem): string {
  const { file, line, column, message } = problem;
  const head = caseHead(file, problem, `problem at ${line}:${column}`);
  return `    <testcase${head}>\n${element('error', 'problem', message, [`${file}:${line}:${column}: ${message}`])}    </testcase>\n`;
}

function caseHead(file: string, { line }: Position, name: string): string {
  return xmlAttributes({ name, classname: file, file, line, time: 0 }, MAX_TEXT);
}

function element(name: 'failure' | 'error', type: string, message: string, text: readonly string[]): string {
  return `      <${name}${xmlAttributes({ type, message }, MAX_TEXT)}>${lines(text)}</${name}>\n`;
}

function lines(all: readonly string[]): string {
  return all.map((line) => xmlText(line, MAX_TEXT)).join('\n');
}

/** `web.yaml:9:14: deny denied-address/loopback endpoints[0].addresses[0]: … (and 3 more)`. */
function findingLine({ first, kind, findings }: Alike, file: string, { line, column }: Position): string {
  const field = first.field === '' ? '' : ` ${first.field}`;
  return `${file}:${line}:${column}: ${kind}${field}: ${first.message}${andMore(findings - 1)}`;
}
