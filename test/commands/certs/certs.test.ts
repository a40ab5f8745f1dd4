import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certsCommand } from '../../../src/commands/certs/certs.ts';
import { testIo } from '../test-io.ts';

describe('certs dev', () => {
  it('says what it made, and the second time that it kept it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'sliceward-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const io = testIo();
    await certsCommand(io).parseAsync(['dev', '--dir', directory, '--algorithm', 'rsa-2048'], { from: 'user' });
    await certsCommand(io).parseAsync(['dev', '--dir', directory], { from: 'user' });
    const [first, second] = io.written().split('\n');
    const rest = `${join(directory, 'tls.crt')} and ${join(directory, 'tls.key')} for localhost, 127.0.0.1, ::1, issued by ${join(directory, 'ca.crt')}, good until `;
    expect(first?.startsWith(`created: ${rest}`)).toBe(true);
    expect(second).toBe(first?.replace('created', 'kept'));
  });
});
