// `sliceward audit`: its flags. What it does, and the Kubernetes client, are loaded when it runs.
import { Command, Option } from 'commander';
import { formatsHelp } from '../../report/formats/index.ts';
import type { AuditFlags } from './audit-run.ts';
import type { Io } from '../io.ts';
import { kubernetesOption } from '../kubernetes-option.ts';
import { outputOption } from '../output-option.ts';
import { addPolicyFlags } from '../policy-flags.ts';

const EXAMPLES = `
Examples:
  sliceward audit
  sliceward audit --context production -n shop --policy policy.yaml
  sliceward audit --fail-on warn -o json > report.json

Without --kubeconfig: the cluster of KUBECONFIG, else of ~/.kube/config, else the one this pod runs in.
The user needs the verb "list" on endpointslices of discovery.k8s.io and on endpoints.

Formats of --output:
${formatsHelp('audit')}

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 the cluster, or something in it, could not be read or judged.`;

export function auditCommand(io: Io): Command {
  return addPolicyFlags(new Command('audit').description('judge every EndpointSlice of a cluster'))
    .option('-n, --namespace <name>', 'only this namespace')
    .option('--kubeconfig <file>', 'the cluster and its credentials')
    .option('--context <name>', 'a context of the kubeconfig; default: the current one')
    .option('--request-timeout <duration>', 'how long the API server may take to answer one request', '60s')
    .addOption(outputOption('audit'))
    .addOption(
      new Option('--fail-on <action>', 'the weakest finding that makes the exit code 1')
        .choices(['deny', 'warn', 'audit', 'never'])
        .default('deny'),
    )
    .addOption(kubernetesOption('warn of stored objects that the API server of this version would refuse'))
    .addHelpText('after', EXAMPLES)
    .action(async (flags: AuditFlags) => {
      const { runAudit } = await import('./audit-run.ts');
      await runAudit(flags, io);
    });
}
