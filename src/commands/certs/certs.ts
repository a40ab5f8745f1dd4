// `sliceward certs`: its commands and their flags. What they do is loaded when they run.
import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import type { Algorithm } from '../../certs/x509.ts';
import type { Io } from '../io.ts';
import { collect } from '../policy-flags.ts';
import type { IssueFlags } from './issue.ts';
import type { DocumentFormat } from './print.ts';
import type { VerifyFlags } from './verify.ts';

export function certsCommand(io: Io): Command {
  return new Command('certs')
    .description('issue, inspect and verify certificates')
    .addCommand(devCommand(io))
    .addCommand(issueCommand(io))
    .addCommand(inspectCommand(io))
    .addCommand(verifyCommand(io));
}

function devCommand(io: Io): Command {
  return new Command('dev')
    .description('make a CA and a server certificate for localhost, or keep those that are there and still good')
    .option('--dir <directory>', 'where ca.crt, ca.key, tls.crt and tls.key are', 'certs')
    .addOption(algorithmOption())
    .action(async ({ dir, algorithm }: { dir: string; algorithm: Algorithm }) => {
      const { describeDevCertificates, ensureDevCertificates } = await import('../../certs/dev.ts');
      const certificates = await ensureDevCertificates(dir, { now: io.now(), randomBytes, algorithm });
      io.stdout(`${describeDevCertificates(certificates)}\n`);
    });
}

function issueCommand(io: Io): Command {
  return new Command('issue')
    .description("issue the webhook's certificate with a new key, from the CA in a folder or a new one")
    .option('--service <namespace/name>', 'the Service in front of the webhook')
    .option('--name <name>', 'a further DNS name or IP address; repeatable; without --service the only ones', collect)
    .option('--dir <directory>', 'where ca.crt, ca.key, tls.crt and tls.key are', 'webhook-certs')
    .option('--days <number>', 'how long the certificate is valid, at most as long as its CA', '365')
    .addOption(algorithmOption())
    .addOption(outputOption('how to report'))
    .addHelpText(
      'after',
      '\nKeys are written with mode 0600 and never printed. A CA that is there is used and never replaced.\n\n' +
        'Exit codes: 0 issued, 2 not.',
    )
    .action(async (flags: IssueFlags) => {
      const { runIssue } = await import('./issue.ts');
      await runIssue(flags, io);
    });
}

function inspectCommand(io: Io): Command {
  return new Command('inspect')
    .description('print what certificate files hold: names, validity, issuer, which key belongs to which certificate')
    .argument('<file...>', 'PEM files, or - for standard input')
    .addOption(outputOption('how to print it'))
    .addHelpText('after', '\nNothing of a private key is printed.\n\nExit codes: 0 all was read, 2 some was not.')
    .action(async (files: readonly string[], { output }: { output: DocumentFormat }) => {
      const { runInspect } = await import('./inspect.ts');
      await runInspect(files, output, io);
    });
}

function verifyCommand(io: Io): Command {
  return new Command('verify')
    .description('say whether an API server accepts a certificate of the webhook, and if not, every reason')
    .requiredOption('--tls-cert <file>', 'the certificate that is served, and what it was issued by (PEM)')
    .option('--tls-key <file>', 'its private key: whether it belongs to the certificate is judged too')
    .requiredOption('--ca-file <file>', 'the CA certificates of caBundle (PEM)')
    .option('--service <namespace/name>', 'the Service in front of the webhook')
    .option('--url <url>', 'the address at which the API server reaches the webhook, instead of --service')
    .option('--at <time>', 'judge as of this time (2027-01-31T00:00:00Z); default: now')
    .addOption(outputOption('how to report'))
    .addHelpText('after', '\nExit codes: 0 accepted, 1 refused, 2 a file could not be read.')
    .action(async (flags: VerifyFlags) => {
      const { runVerify } = await import('./verify.ts');
      await runVerify(flags, io);
    });
}

function algorithmOption(): Option {
  return new Option('--algorithm <name>', 'kind of new keys').choices(['ecdsa-p256', 'rsa-2048']).default('ecdsa-p256');
}

function outputOption(text: string): Option {
  return new Option('-o, --output <format>', text).choices(['text', 'json', 'yaml']).default('text');
}
