// `sliceward certs dev`: certificates to develop and try with.
import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import type { Algorithm } from '../certs/x509.ts';
import type { Io } from './io.ts';

export function certsCommand(io: Io): Command {
  const dev = new Command('dev')
    .description('make a CA and a server certificate for localhost, or keep those that are there and still good')
    .option('--dir <directory>', 'where ca.crt, ca.key, tls.crt and tls.key are', 'certs')
    .addOption(
      new Option('--algorithm <name>', 'kind of new keys').choices(['ecdsa-p256', 'rsa-2048']).default('ecdsa-p256'),
    )
    .action(async ({ dir, algorithm }: { dir: string; algorithm: Algorithm }) => {
      const { describeDevCertificates, ensureDevCertificates } = await import('../certs/dev.ts');
      const certificates = await ensureDevCertificates(dir, { now: io.now(), randomBytes, algorithm });
      io.stdout(`${describeDevCertificates(certificates)}\n`);
    });
  return new Command('certs').description('make certificates').addCommand(dev);
}
