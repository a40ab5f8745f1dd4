#!/usr/bin/env node
// The bin: finds the command, hands it the process through Io, and turns what it throws into an exit code. Nothing else
// ends the process.
import { refuseNode } from './commands/node-version.ts';
import { processIo } from './commands/process-io.ts';
import { runCommand } from './commands/run.ts';

const io = processIo(process);
const refusal = refuseNode(process.versions.node);
if (refusal === undefined) await runCommand(process.argv.slice(2), io);
else {
  io.stderr(`${refusal}\n`);
  io.setExitCode(2);
}
