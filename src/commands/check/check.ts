// `sliceward check`: its flags. What it does is loaded when it runs, so that --help costs nothing.
import { Command, Option } from 'commander';
import { formatsHelp } from '../../report/formats/index.ts';
import type { CheckOptions } from './check-run.ts';
import type { Io } from '../io.ts';
import { kubernetesOption, NEWEST } from '../kubernetes-option.ts';
import { outputOption } from '../output-option.ts';
import { addPolicyFlags, collect } from '../policy-flags.ts';

const EXAMPLES = `
Examples:
  sliceward check manifests/
  helm template shop | sliceward check -
  sliceward check web.yaml --as system:serviceaccount:shop:operator --policy policy.yaml
  kubectl get endpointslice web-1 -o yaml > old.yaml && sliceward check web.yaml --old old.yaml
  sliceward check manifests/ -o sarif > sliceward.sarif
  sliceward check manifests/ --diff      then with --fix

Formats of --output:
${formatsHelp('check')}

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 something could not be read or judged.`;

export function checkCommand(io: Io): Command {
  const command = new Command('check')
    .description('judge EndpointSlices in manifests as the webhook would, without a cluster')
    .argument('<path...>', 'files, folders (all *.yaml, *.yml and *.json in them), or - for standard input');
  return addPolicyFlags(command)
    .option('--as <user>', 'the user who writes; without it, rules about the writer are undecided')
    .option('--as-group <group>', 'a group of that user; may be repeated', collect)
    .addOption(
      new Option(
        '--operation <name>',
        'default: UPDATE if --old has the object, else CREATE; no rule judges a DELETE yet',
      ).choices(['CREATE', 'UPDATE', 'DELETE']),
    )
    .option('--old <file>', 'the stored objects that the manifests would update')
    .option('-n, --namespace <name>', 'for objects that do not name one', 'default')
    .option('--exclude <pattern>', 'paths not to read, as in .gitignore; may be repeated', collect)
    .option('--no-ignore', 'read also what .slicewardignore files exclude')
    .option('--fail-on-empty', 'exit with 2 if no EndpointSlice was judged')
    .option('--fix', 'fix in the files what has an automatic fix; comments and layout stay')
    .option('--diff', 'print what --fix would change, and write nothing')
    .addOption(outputOption('check'))
    .addOption(
      new Option(
        '-q, --quiet',
        'only findings at or above --fail-on, no summary except in markdown, no notes; json, yaml, sarif and ' +
          'junit stay whole',
      ).conflicts('summary'),
    )
    .option('--summary', 'only the numbers of findings by rule and action; text only')
    .addOption(
      new Option('--color <when>', 'auto: on a terminal, unless NO_COLOR or FORCE_COLOR is set')
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    )
    .addOption(
      new Option('--fail-on <action>', 'the weakest finding that makes the exit code 1')
        .choices(['deny', 'warn', 'audit', 'never'])
        .default('deny'),
    )
    .addOption(kubernetesOption('the version of the API server').default(NEWEST, NEWEST.written))
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], options: CheckOptions) => {
      const { runCheck } = await import('./check-run.ts');
      await runCheck(paths, options, io);
    });
}
