// What bench/run.ts and its load generator say to each other.
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const OPERATIONS = ['UPDATE', 'CREATE'] as const;

export const orderSchema = z.object({
  port: z.number(),
  /** PEM. */
  ca: z.string(),
  operation: z.enum(OPERATIONS),
  endpoints: z.number(),
  /** How long to measure, and how long to drive before that. */
  ms: z.number(),
  warmUpMs: z.number(),
  /** Whose CPU time to measure. */
  pid: z.number(),
});
export type Order = z.infer<typeof orderSchema>;

export const resultSchema = z.object({
  reviews: z.number(),
  seconds: z.number(),
  /** Milliseconds. */
  p50: z.number(),
  p99: z.number(),
  /** Share of one core that the generator took. */
  busy: z.number(),
  /** CPU seconds of the server. */
  serverCpu: z.number(),
});
export type Result = z.infer<typeof resultSchema>;

/** User and system seconds of a process, in steps of 10 ms. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; utime and stime are the 12th and 13th field after it, in ticks of 10 ms.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
