// `--output`, as check and audit take it.
import { Option } from 'commander';
import { formatsOf, type Audience } from '../report/formats/index.ts';

export function outputOption(audience: Audience): Option {
  const names = formatsOf(audience).map(({ name }) => name);
  return new Option('-o, --output <format>', 'how to report').choices(names).default('text');
}
