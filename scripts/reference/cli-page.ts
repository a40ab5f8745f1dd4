// docs/reference/cli.md: every command with its arguments, flags and defaults, out of commander's tree.
import { type Argument, type Command, type Option } from 'commander';
import { commandTree } from '../../src/commands/run.ts';
import { SERVE_FLAGS, variable } from '../../src/commands/serve/serve-settings.ts';
import { ENVIRONMENT } from './environment.ts';
import { code, generatedFrom, prose, table } from './markdown.ts';
import { capturing } from '../printed.ts';

const EXIT_CODES = [
  ['0', 'done and clean'],
  [
    '1',
    'done: findings at or above `--fail-on` (`check`, `audit`), warnings (`policy lint`), failed cases (`policy test`)',
  ],
  ['2', 'could not do the job: wrong usage, input that cannot be read, a policy that does not load, no cluster'],
];

export async function cliPage(): Promise<string> {
  const commands = (await commandTree(capturing().io)).flatMap(withChildren);
  const sections = [
    `${generatedFrom('the flags in src/commands')}# Command line`,
    'Reports go to standard output; notes, progress and errors to standard error. `sliceward COMMAND --help` ' +
      'prints the same as here, `sliceward --version` the version.',
    `## Exit codes\n\n${table(['code', 'meaning'], EXIT_CODES)}`,
    ...commands.map(commandSection),
    `## Environment\n\n${environment()}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Commands that only hold others are described by these. */
function withChildren(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(withChildren);
}

function commandSection(command: Command): string {
  const parts = [
    `## ${fullName(command)}`,
    sentence(command.description()),
    fence('sh', `${fullName(command)} ${command.usage()}`),
    ...(command.registeredArguments.length === 0
      ? []
      : [table(['argument', 'meaning'], command.registeredArguments.map(argumentRow))]),
    ...(command.options.length === 0 ? [] : [table(['flag', 'default', 'meaning'], command.options.map(optionRow))]),
    ...furtherHelp(command),
  ];
  return parts.join('\n\n');
}

/** Commands are loaded one by one and named as they are called: `sliceward policy lint`. */
function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

function argumentRow(argument: Argument): readonly string[] {
  const name = argument.variadic ? `${argument.name()}...` : argument.name();
  return [code(argument.required ? `<${name}>` : `[${name}]`), prose(argument.description)];
}

function optionRow(option: Option): readonly string[] {
  const { flags, description, argChoices, defaultValue, defaultValueDescription } = option;
  const choices = argChoices === undefined ? '' : `: ${argChoices.map(code).join(', ')}`;
  // Some flags give their default in words, because they may come from elsewhere too.
  const [inWords, described] = / \(default:? ([^)]+)\)$/.exec(description) ?? ['', undefined];
  const preset = defaultValueDescription ?? (defaultValue === undefined ? described : String(defaultValue));
  return [
    code(flags),
    preset === undefined ? '–' : code(preset),
    `${prose(description.slice(0, description.length - inWords.length))}${choices}`,
  ];
}

/** What a command adds to its help: examples, exit codes. */
function furtherHelp(command: Command): readonly string[] {
  const { io, written } = capturing();
  command.configureOutput({ writeOut: io.stdout });
  command.outputHelp();
  const added = written().slice(command.helpInformation().length).trim();
  return added === '' ? [] : [fence('text', added)];
}

function environment(): string {
  const flags = SERVE_FLAGS.map(([flag]) => [
    code(variable(flag)),
    `serve: ${code(`--${flag}`)}${flag === 'policy' ? ', several separated by commas' : ''}`,
  ]);
  return table(
    ['variable', 'meaning'],
    [...flags, ...ENVIRONMENT.map(([name, meaning]) => [code(name), prose(meaning)])],
  );
}

function sentence(text: string): string {
  return `${prose(text.charAt(0).toUpperCase() + text.slice(1))}.`;
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
