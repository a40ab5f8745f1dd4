// `sliceward check`: its flags. What it does is loaded when it runs, so that --help costs nothing.
import { Command, Option } from 'commander';
import type { CheckOptions } from './check-run.ts';
import type { Io } from './io.ts';
import { kubernetesOption } from './kubernetes-option.ts';

const EXAMPLES = `
Examples:
  sliceward check manifests/
  helm template shop | sliceward check -
  sliceward check web.yaml --as system:serviceaccount:shop:operator --policy policy.yaml
  kubectl get endpointslice web-1 -o yaml > old.yaml && sliceward check web.yaml --old old.yaml

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 something could not be read or judged.`;

export function checkCommand(io: Io): Command {
  return new Command('check')
    .description('judge EndpointSlices in manifests as the webhook would, without a cluster')
    .argument('<path...>', 'files, folders (all *.yaml, *.yml and *.json in them), or - for standard input')
    .option('--policy <file>', 'SlicePolicy documents to judge by; may be repeated', collect)
    .addOption(new Option('--preset <name>', 'judge by a preset instead (default: recommended)').choices(['recommended', 'strict']))
    .option('--rules <ids>', 'only these rules, separated by commas; one that is off warns', splitList)
    .option('--as <user>', 'the user who writes; without it rules about the writer are undecided')
    .option('--as-group <group>', 'a group of that user; may be repeated', collect)
    .addOption(
      new Option('--operation <name>', 'default: UPDATE where --old has the object, else CREATE').choices(['CREATE', 'UPDATE', 'DELETE']),
    )
    .option('--old <file>', 'the stored objects that the manifests would update')
    .option('-n, --namespace <name>', 'for objects that name none', 'default')
    .addOption(new Option('-o, --output <format>', 'how to report').choices(['text', 'json', 'yaml']).default('text'))
    .addOption(
      new Option('--fail-on <action>', 'the weakest finding that makes the exit code 1')
        .choices(['deny', 'warn', 'audit', 'never'])
        .default('deny'),
    )
    .addOption(kubernetesOption())
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], options: CheckOptions) => {
      const { runCheck } = await import('./check-run.ts');
      await runCheck(paths, options, io);
    });
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

function splitList(value: string): readonly string[] {
  return value
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}
