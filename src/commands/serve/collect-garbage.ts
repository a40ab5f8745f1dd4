// V8's own collection of garbage, on demand.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What `node --expose-gc` gives every script, for one caller alone. V8 has no other way to ask for it. */
export function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return typeof collect === 'function' ? () => void Reflect.apply(collect, undefined, []) : () => undefined;
}
