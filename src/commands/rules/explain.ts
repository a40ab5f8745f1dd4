// `sliceward explain RULE`: everything about one rule.
import { Command, Option } from 'commander';
import { didYouMean } from '../../model/did-you-mean.ts';
import { plain } from '../../model/plain.ts';
import { UserError } from '../../model/problem.ts';
import type { AnyRule } from '../../policy/rule.ts';
import { ruleDocument } from '../../report/rule/document.ts';
import { ruleText } from '../../report/rule/text.ts';
import { RULES } from '../../rules/index.ts';
import type { Io } from '../io.ts';

export function explainCommand(io: Io): Command {
  return new Command('explain')
    .description('print one rule: why it exists, its options, messages and examples, and what to do')
    .argument('<rule>', 'id of the rule, as "sliceward rules" lists it')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .action((id: string, { output }: { output: string }) => {
      const rule = findRule(id);
      io.stdout(output === 'json' ? `${JSON.stringify(ruleDocument(rule), null, 2)}\n` : ruleText(rule));
    });
}

/** Throws UserError with the nearest rule's name. */
function findRule(id: string): AnyRule {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (rule !== undefined) return rule;
  const ids = RULES.map((candidate) => candidate.id);
  const hint = didYouMean(id, ids, 'run "sliceward rules" for the list');
  throw new UserError(`unknown rule "${plain(id, 100)}"; ${hint}`);
}
