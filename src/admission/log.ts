// The log: one JSON object a line.
import pino, { type Logger } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

export interface LogStream {
  write(line: string): void;
}

/** Every line has `level`, `time` (RFC 3339) and `msg`. */
export function createLog(stream: LogStream, now: () => Date): Log {
  return pino(
    {
      level: 'info',
      base: null,
      timestamp: () => `,"time":"${now().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    stream,
  );
}
