// Patterns that users write: RE2 syntax, as in Kubernetes and CEL, so that matching any pattern takes linear time.
import { RE2JS, RE2JSException } from 're2js';

export interface TextPattern {
  /**
   * Whether the pattern occurs anywhere in the text, as with `matches` in CEL; anchor it with ^ and $ to match the
   * whole text.
   */
  test(text: string): boolean;
}

export type CompiledPattern =
  | { readonly ok: true; readonly pattern: TextPattern }
  | { readonly ok: false; readonly message: string };

/** In UTF-16 units. The RE2 program grows with the pattern, and no label or port name needs a longer one. */
export const MAX_PATTERN_LENGTH = 500;

/**
 * Label values and port names have at most 63 characters; longer texts come from manifests that no API server accepts.
 */
const MAX_TEXT_LENGTH = 1024;

/** Compiles a pattern once. A text longer than 1,024 UTF-16 units never matches. Never throws. */
export function compilePattern(source: string): CompiledPattern {
  if (source.length > MAX_PATTERN_LENGTH) {
    return {
      ok: false,
      message: `the pattern has ${source.length} characters, at most ${MAX_PATTERN_LENGTH} are allowed`,
    };
  }
  try {
    const compiled = RE2JS.compile(source);
    return { ok: true, pattern: { test: (text) => text.length <= MAX_TEXT_LENGTH && compiled.test(text) } };
  } catch (error) {
    if (error instanceof RE2JSException)
      return { ok: false, message: `not a valid regular expression (RE2 syntax): ${error.message}` };
    throw error;
  }
}
