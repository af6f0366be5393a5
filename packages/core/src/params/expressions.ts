/**
 * Expressions: `${{ CEL }}` inside strings, bare CEL in conditions (VOCABULARY §5, SECURITY S8.1).
 * Placeholder signatures; see the module's owner.
 */
import type { Json } from '../definition/document.ts';

/** True when any string of the value holds a `${{ … }}` (the escape `$${{` is none). */
export function hasExpressions(value: Json): boolean {
  return JSON.stringify(value).includes('${{');
}
