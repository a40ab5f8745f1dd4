// `sliceward policy`: its commands and their flags. What they do is loaded when they run.
import { Command, Option } from 'commander';
import type { Io } from '../io.ts';
import { kubernetesOption, NEWEST } from '../kubernetes-option.ts';
import { collect } from '../policy-flags.ts';
import type { TestOptions } from './test.ts';

type Output = 'text' | 'json';

export function policyCommand(io: Io): Command {
  return new Command('policy')
    .description('lint, show and test policies')
    .addCommand(lintCommand(io))
    .addCommand(showCommand(io))
    .addCommand(testCommand(io));
}

function lintCommand(io: Io): Command {
  return new Command('lint')
    .description('find parts of policies that load but do nothing, or not what they seem to')
    .argument('<file...>', 'SlicePolicy documents, or - for standard input')
    .addOption(outputOption(['text', 'json'], 'text'))
    .addHelpText('after', '\nExit codes: 0 at most hints, 1 warnings, 2 a policy does not load.')
    .action(async (files: readonly string[], { output }: { output: Output }) => {
      const { runPolicyLint } = await import('./lint.ts');
      await runPolicyLint(files, output, io);
    });
}

function showCommand(io: Io): Command {
  return new Command('show')
    .description('print policies as they run: after preset, defaults and overrides')
    .argument('[file...]', 'SlicePolicy documents, or - for standard input; default: the preset')
    .addOption(
      new Option('--preset <name>', 'show a preset instead (default: recommended)').choices(['recommended', 'strict']),
    )
    .addOption(outputOption(['yaml', 'json'], 'yaml'))
    .addHelpText(
      'after',
      '\nThe YAML loads again as the same policy, with the same digest.\n\nExit codes: 0 done, 2 a policy does ' +
        'not load.',
    )
    .action(async (files: readonly string[], flags: { preset?: 'recommended' | 'strict'; output: 'yaml' | 'json' }) => {
      const { runPolicyShow } = await import('./show.ts');
      await runPolicyShow(files, flags, io);
    });
}

function testCommand(io: Io): Command {
  return new Command('test')
    .description('judge the cases of PolicyTest documents and compare with what they expect')
    .argument('<path...>', 'files, folders (all *.yaml, *.yml and *.json in them), or - for standard input')
    .option(
      '--policy <file>',
      'SlicePolicy documents for tests that do not name any; may be repeated (default: the preset recommended)',
      collect,
    )
    .addOption(outputOption(['text', 'json'], 'text'))
    .addOption(kubernetesOption('the version of the API server').default(NEWEST, NEWEST.written))
    .addHelpText(
      'after',
      '\nExit codes: 0 every case is as expected, 1 some are not, 2 something could not be read or judged.',
    )
    .action(async (paths: readonly string[], options: TestOptions) => {
      const { runPolicyTest } = await import('./test.ts');
      await runPolicyTest(paths, options, io);
    });
}

function outputOption(choices: readonly string[], preset: string): Option {
  return new Option('-o, --output <format>', 'how to report').choices(choices).default(preset);
}
