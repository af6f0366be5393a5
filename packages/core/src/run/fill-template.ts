/**
 * Sentences with gaps, in any language: `{name}` is filled from the params, and a clause in square brackets is left out
 * when a param that it names is absent or says nothing. `{count|run waits|runs wait}` is the number with what it is a number of.
 */
import { formatDuration } from '../definition/units.ts';

type Params = Readonly<Record<string, unknown>>;

/** @param duration how a number of milliseconds is said: what a name that ends in `Ms` holds */
export function fillTemplate(template: string, params: Params, duration = formatDuration): string {
  const whole = template.replace(/\[([^\]]*)\]/g, (_, clause: string) =>
    namesIn(clause).every((name) => Object.hasOwn(params, name) && params[name] !== '') ? clause : '',
  );
  const counted = whole.replace(
    COUNTED,
    (_, name: string, one: string, many: string) => `{${name}} ${params[name] === 1 ? one : many}`,
  );
  const filled = counted.replace(/\{(\w+)\}/g, (_, name: string) => shown(name, params[name], duration));
  // A gap may be at either side of a space, and what was filled in may have had its own full stop.
  return filled.replace(/ {2,}/g, ' ').replace(/\.\.$/, '.');
}

const COUNTED = /\{(\w+)\|([^|}]*)\|([^|}]*)\}/g;

/** As a page says it that has no params: of many. */
export const ofMany = (template: string): string => template.replace(COUNTED, '{$1} $3');

const namesIn = (text: string): string[] => [...text.matchAll(/\{(\w+)[|}]/g)].map((match) => match[1] as string);

function shown(name: string, value: unknown, duration: (ms: number) => string): string {
  if (name.endsWith('Ms') && typeof value === 'number') return duration(value);
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
