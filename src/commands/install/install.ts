// `sliceward install`: prints the registration for `kubectl apply -f -`.
import { Command, Option } from 'commander';
import {
  endsInValidate,
  mutatingWebhookConfiguration,
  validatingWebhookConfiguration,
  webhookUrl,
  type Registration,
  type Target,
} from '../../admission/registration.ts';
import { DNS_LABEL } from '../../model/names.ts';
import { UserError } from '../../model/problem.ts';
import { readCaFile } from './ca-file.ts';
import type { Io } from '../io.ts';
import { collect, readPolicyFiles, type PolicyFlags } from '../policy-flags.ts';
import { parseService } from '../service-flag.ts';

interface Flags extends Pick<PolicyFlags, 'policy'> {
  readonly url?: string;
  readonly service?: string;
  readonly caFile?: string;
  readonly failurePolicy: 'Ignore' | 'Fail';
  readonly withDelete?: true;
  readonly mutating?: true;
  readonly excludeNamespace?: readonly string[];
}

export function installCommand(io: Io): Command {
  return new Command('install')
    .description('print the ValidatingWebhookConfiguration, for "kubectl apply -f -"')
    .option('--url <url>', 'the address at which the API server reaches the webhook: https://HOST[:PORT][/validate]')
    .option('--service <namespace/name>', 'the Service in front of the webhook (port 443), instead of --url')
    .option(
      '--ca-file <file>',
      "CA certificates (PEM) that issued the webhook's certificate; default: caBundle is set by another tool",
    )
    .addOption(
      new Option(
        '--failure-policy <policy>',
        'Ignore allows, Fail refuses what is written while the webhook cannot be reached',
      )
        .choices(['Ignore', 'Fail'])
        .default('Ignore'),
    )
    .option(
      '--with-delete',
      'also send deletes of slices, which no rule judges yet: they are allowed, counted and logged',
    )
    .option('--mutating', 'also print the MutatingWebhookConfiguration, which fixes what rules with fix: true find')
    .option('--exclude-namespace <name>', 'a namespace to exclude, besides those of the policy; repeatable', collect)
    .option(
      '--policy <file>',
      'SlicePolicy that the webhook runs, repeatable; its excluded namespaces are excluded here too',
      collect,
    )
    .action(async (flags: Flags) => io.stdout(await print(flags, io)));
}

async function print(flags: Flags, io: Io): Promise<string> {
  const target = readTarget(flags);
  if ('url' in target && !endsInValidate(target.url)) {
    if (flags.mutating === true)
      throw new UserError('--mutating: the mutating webhook is beside /validate; use a --url that ends in /validate');
    io.stderr(
      `sliceward: the webhook answers only at /validate; make sure that ${target.url} leads there, or nothing is ` +
        'ever denied\n',
    );
  }
  const [{ loadPolicies }, { DEFAULT_CONTROLLERS }, { RULES }, { sha256 }, { dump }] = await Promise.all([
    import('../../policy/load/load.ts'),
    import('../../model/well-known-users.ts'),
    import('../../rules/index.ts'),
    import('../sha256.ts'),
    import('js-yaml'),
  ]);
  const { excludedNamespaces } = loadPolicies(await readPolicyFiles(flags), { rules: RULES, sha256, hasView: false });
  const own = 'service' in target ? [target.service.namespace] : [];
  const registration: Registration = {
    target,
    ca: flags.caFile === undefined ? undefined : await readCaFile(flags.caFile, io.now()),
    failurePolicy: flags.failurePolicy,
    excludedNamespaces: [
      ...new Set([...excludedNamespaces, ...own, ...(flags.excludeNamespace ?? []).map(namespaceName)]),
    ],
    skippedUsers: DEFAULT_CONTROLLERS,
    withDelete: flags.withDelete === true,
  };
  const configurations = [validatingWebhookConfiguration(registration)];
  if (flags.mutating === true) configurations.push(mutatingWebhookConfiguration(registration));
  return configurations.map((configuration) => dump(configuration, { lineWidth: -1, noRefs: true })).join('---\n');
}

function readTarget({ url, service }: Flags): Target {
  if ((url === undefined) === (service === undefined))
    throw new UserError('give either --url or --service: where the API server reaches the webhook');
  if (url !== undefined) {
    const target = webhookUrl(url);
    if (target === undefined)
      throw new UserError(
        `--url: expected https://HOST[:PORT][/PATH] without user, query and fragment, not ${JSON.stringify(url)}`,
      );
    return { url: target };
  }
  return { service: parseService(service ?? '') };
}

function namespaceName(text: string): string {
  if (!DNS_LABEL.test(text))
    throw new UserError(`--exclude-namespace: ${JSON.stringify(text)} is not the name of a namespace`);
  return text;
}
