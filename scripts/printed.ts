// What hand-written pages say a command prints: blocks behind `<!-- printed by: check examples/web.yaml -->`. `npm run
// docs` writes them.
import type { Io } from '../src/commands/io.ts';
import { runCommand } from '../src/commands/run.ts';

const BLOCK = /(<!-- printed by: (.+?) -->\n```\w+\n)([^]*?)(?=```\n)/g;

export interface Printed {
  /** The command line without `sliceward`; words have no spaces. */
  readonly command: string;
  /** What the page says it prints. */
  readonly text: string;
}

export function printedBlocks(markdown: string): readonly Printed[] {
  return [...markdown.matchAll(BLOCK)].map(([, , command = '', text = '']) => ({ command, text }));
}

/** The page with every block as its command prints it now. */
export async function withPrinted(markdown: string): Promise<string> {
  const outputs = new Map<string, string>();
  for (const { command } of printedBlocks(markdown)) outputs.set(command, await printedBy(command));
  return markdown.replaceAll(BLOCK, (_block, head: string, command: string) => head + (outputs.get(command) ?? ''));
}

/** What a command writes to both outputs, run in this process's folder without terminal, input and environment. */
export async function printedBy(command: string): Promise<string> {
  const { io, written } = capturing();
  await runCommand(command.split(' '), io);
  return written();
}

export interface Capturing {
  readonly io: Io;
  readonly written: () => string;
}

/** An Io that keeps what is written. */
export function capturing(): Capturing {
  let text = '';
  const write = (piece: string): void => void (text += piece);
  const io: Io = {
    stdout: write,
    stderr: write,
    readStdin: async function* () {},
    env: {},
    isTerminal: false,
    now: () => new Date(0),
    setExitCode: () => {},
  };
  return { io, written: () => text };
}
