/**
 * What tasks ask for and workers have beside slots. All amounts are whole numbers, so that what is taken and given
 * back many times comes to nothing again.
 */
import { parseSize } from '../definition/units.ts';
import { type Said, said, SaidRangeError } from '../said.ts';

export const RESOURCE_NAMES = ['cpu', 'memory', 'disk', 'gpu'] as const;
export type ResourceName = (typeof RESOURCE_NAMES)[number];

/** `cpu` in thousandths of a core, `memory` and `disk` in bytes, `gpu` whole ones. Absent: none. */
export type Resources = Readonly<Partial<Record<ResourceName, number>>>;

/** As people write it: `{cpu: 0.5, memory: 512Mi, gpu: 1}`. */
export type ResourcesDocument = Readonly<Partial<Record<ResourceName, number | string>>>;

export const NO_RESOURCES: Resources = {};
const MILLI = 1_000;

/** @throws RangeError for an amount that is none, with the name of the resource */
export function parseResources(given: ResourcesDocument | undefined): Resources {
  const parsed: Partial<Record<ResourceName, number>> = {};
  for (const name of RESOURCE_NAMES) {
    const text = given?.[name];
    if (text === undefined) continue;
    const amount = amountOf(name, String(text));
    if (amount === undefined) throw new SaidRangeError(said`${name}: "${text}" is not ${EXPECTED[name]}`);
    if (amount > 0) parsed[name] = amount;
  }
  return parsed;
}

const EXPECTED: Readonly<Record<ResourceName, Said>> = {
  cpu: said`a number of cores such as 0.5, 2 or 500m`,
  memory: said`a size such as 512Mi or 2Gi`,
  disk: said`a size such as 512Mi or 2Gi`,
  gpu: said`a whole number of GPUs`,
};

function amountOf(name: ResourceName, text: string): number | undefined {
  if (name === 'gpu') return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
  if (name !== 'cpu') return parseSize(text);
  const match = /^(\d{1,6}(?:\.\d{1,3})?)(m?)$/.exec(text);
  return match ? Math.round(Number(match[1]) * (match[2] === 'm' ? 1 : MILLI)) : undefined;
}

/** As people read it: cores with their fraction. */
export function formatResources(resources: Resources): Readonly<Partial<Record<ResourceName, number>>> {
  return resources.cpu === undefined ? resources : { ...resources, cpu: resources.cpu / MILLI };
}

const SIZES = [
  ['Ti', 2 ** 40],
  ['Gi', 2 ** 30],
  ['Mi', 2 ** 20],
  ['Ki', 2 ** 10],
] as const;

/** `cpu 0.5, memory 2Gi`. */
export function resourcesText(resources: Resources): string {
  return RESOURCE_NAMES.flatMap((name) => {
    const amount = resources[name];
    if (amount === undefined) return [];
    if (name === 'cpu') return [`cpu ${amount / MILLI}`];
    return [`${name} ${name === 'gpu' ? amount : sizeText(amount)}`];
  }).join(', ');
}

/** In the largest unit that it is one of, with one decimal. */
function sizeText(bytes: number): string {
  const [unit, size] = SIZES.find(([, one]) => bytes >= one) ?? ['', 1];
  return `${Math.round((bytes / size) * 10) / 10}${unit}`;
}

export function lackingResource(asked: Resources, there: Resources): ResourceName | undefined {
  return RESOURCE_NAMES.find((name) => (asked[name] ?? 0) > (there[name] ?? 0));
}

/** `count` may be negative: given back. */
export function plusResources(to: Resources, added: Resources, count = 1): Resources {
  if (added === NO_RESOURCES) return to;
  const sum: Partial<Record<ResourceName, number>> = { ...to };
  for (const name of RESOURCE_NAMES) if (added[name] !== undefined) sum[name] = (sum[name] ?? 0) + added[name] * count;
  return sum;
}

export const minusResources = (from: Resources, taken: Resources): Resources => plusResources(from, taken, -1);

/** How many times it fits. */
export function timesWithin(asked: Resources, free: Resources): number {
  let times = Number.POSITIVE_INFINITY;
  for (const name of RESOURCE_NAMES) {
    const amount = asked[name];
    if (amount) times = Math.min(times, Math.floor((free[name] ?? 0) / amount));
  }
  return Math.max(0, times);
}
