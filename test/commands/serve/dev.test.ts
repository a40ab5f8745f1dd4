import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { devCommand } from '../../../src/commands/serve/dev.ts';
import { eventually, send } from '../../admission/support.ts';
import { testIo } from '../test-io.ts';
import { directory } from './folder.ts';

describe('dev', () => {
  it('prints a command to try, and the answer that this command gets', async () => {
    const dir = await directory();
    const io = testIo();
    const done = devCommand(io).parseAsync(['--dir', dir, '--port', '0', '--health-port', '0'], { from: 'user' });
    await eventually(() => io.written().includes('Ctrl-C'));
    const [, port, printed] =
      /--json @\S+ https:\/\/localhost:(\d+)\/validate\n\nIt answers:\n\n(.*)\n/.exec(io.written()) ?? [];
    const asked = await send(Number(port), {
      body: await readFile(join(dir, 'try-review.json')),
      ca: await readFile(join(dir, 'ca.crt')),
    });
    expect(asked.text).toBe(printed);
    expect(asked.json.response).toMatchObject({ allowed: false, status: { code: 403 } });
    await eventually(() => io.written().includes('"msg":"review"'));
    io.signal('SIGINT');
    await done;
    expect(io.written().endsWith('stopped\n')).toBe(true);
  });
});
