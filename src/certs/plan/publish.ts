// The steps for the configurations: what is published.
import { wantedAuthorities } from './authorities.ts';
import type { Authority, Configuration, State } from './state.ts';
import type { Step } from './step.ts';
import type { Timing } from './timing.ts';

/** At most one step for each configuration. */
export function publishSteps(state: State, now: number, timing: Timing): readonly Step[] {
  const wanted = wantedAuthorities(state, now, timing);
  return wanted.length === 0
    ? []
    : state.configurations.flatMap((configuration) => publishStep(configuration, wanted) ?? []);
}

function publishStep(configuration: Configuration, wanted: readonly Authority[]): Step | undefined {
  const { kind, injector } = configuration;
  const reason = difference(configuration, wanted);
  if (reason === undefined) return undefined;
  if (injector !== undefined) {
    return {
      kind: 'blocked',
      reason: `caBundle of the ${kind} configuration is written by ${injector}; remove its annotation, or set the mode`,
    };
  }
  return { kind: 'publishBundle', configuration: kind, authorities: wanted.map(({ id }) => id), reason };
}

/** Why a configuration has to be written; undefined if it is as it ought to be. */
function difference({ bundles }: Configuration, wanted: readonly Authority[]): string | undefined {
  if (bundles.some(({ authorities }) => authorities.length === 0)) return 'a webhook has no authority in its caBundle';
  if (bundles.some(({ isClean }) => !isClean)) return 'a caBundle holds something else than authorities';
  const ids = new Set(wanted.map(({ id }) => id));
  const missing = bundles.some(({ authorities }) => !includesAll(authorities, ids));
  if (missing) return 'an authority is not published yet';
  const more = bundles.some(({ authorities }) => authorities.some(({ id }) => !ids.has(id)));
  return more ? 'an authority has ended, or no replica serves from it any more' : undefined;
}

function includesAll(authorities: readonly Authority[], ids: ReadonlySet<string>): boolean {
  const own = new Set(authorities.map(({ id }) => id));
  return [...ids].every((id) => own.has(id));
}
