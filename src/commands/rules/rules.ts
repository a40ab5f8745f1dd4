// `sliceward rules`: the list of all rules.
import { Command, Option } from 'commander';
import { ruleListDocument } from '../../report/rule/document.ts';
import { rulesTable } from '../../report/rule/text.ts';
import { RULES } from '../../rules/index.ts';
import type { Io } from '../io.ts';

export function rulesCommand(io: Io): Command {
  return new Command('rules')
    .description('list the rules with their actions in the presets')
    .addOption(new Option('-o, --output <format>', 'how to print them').choices(['text', 'json']).default('text'))
    .action(({ output }: { output: string }) => {
      io.stdout(output === 'json' ? `${JSON.stringify(ruleListDocument(RULES), null, 2)}\n` : rulesTable(RULES));
    });
}
