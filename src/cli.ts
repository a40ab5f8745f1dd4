#!/usr/bin/env node
// The bin: finds the command, hands it the process through Io, and turns what it throws into an exit code. Nothing else ends the process.
import { runCommand } from './commands/run.ts';
import { processIo } from './commands/process-io.ts';

// `sliceward check … | head` closes our output: no error, and nobody is left to write to.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

await runCommand(process.argv.slice(2), processIo(process));
