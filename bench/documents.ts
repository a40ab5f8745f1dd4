// Where the figures of a run are in the documentation: between marks that name the script.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';

/** One line: what the figures were measured on. */
export function machine(): string {
  return `Node ${process.version}, Linux ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}.`;
}

/** Replaces what is between `<!-- NAME: … -->` and `<!-- /NAME -->`. Throws when the marks are not there. */
export function writeBetween(file: string, name: string, text: string): void {
  const old = readFileSync(file, 'utf8');
  const [, before, after] =
    new RegExp(`^([^]*<!-- ${name}: [^\n]* -->\n)[^]*?(<!-- /${name} -->[^]*)$`).exec(old) ?? [];
  if (before === undefined || after === undefined) throw new Error(`${file} has no marks for ${name}`);
  writeFileSync(file, `${before}\n${text}\n\n${after}`);
}
