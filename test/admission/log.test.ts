import { expect, it } from 'vitest';
import { createLog } from '../../src/admission/log.ts';

function logging() {
  const lines: string[] = [];
  const log = createLog({ write: (line) => void lines.push(line) }, () => new Date('2026-11-23T12:00:00.5Z'));
  return { log, lines };
}

it('writes one JSON object a line, with level, time and message', () => {
  const { log, lines } = logging();
  log.info('ready');
  log.warn({ reason: 'path' }, 'request refused');
  log.error({ err: new Error('broken') }, 'a bug');
  for (const line of lines) expect(line).toMatch(/^[^\n]*\n$/);
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    { level: 'info', time: '2026-11-23T12:00:00.500Z', msg: 'ready' },
    { level: 'warn', time: '2026-11-23T12:00:00.500Z', reason: 'path', msg: 'request refused' },
    {
      level: 'error',
      time: '2026-11-23T12:00:00.500Z',
      err: { type: 'Error', message: 'broken', stack: expect.stringContaining('log.test.ts') },
      msg: 'a bug',
    },
  ]);
});

it('writes one line whatever a text holds', () => {
  const { log, lines } = logging();
  const hostile = 'a\n{"level":"error"}\r\n\u0000"\\';
  log.info({ name: hostile }, hostile);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^[^\n]*\n$/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', name: hostile, msg: hostile });
});
