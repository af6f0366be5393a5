/** Hard rules over the labels of workers: all that are named must hold. */

/** A text: equal to it. A list: one of them. The operators are those of match expressions, all of them must hold. */
export type LabelMatchDocument =
  | string
  | readonly string[]
  | {
      readonly in?: readonly string[];
      readonly notIn?: readonly string[];
      readonly exists?: boolean;
      readonly gt?: number;
      readonly lt?: number;
    };
export type LabelsDocument = Readonly<Record<string, LabelMatchDocument>>;

export type Labels = Readonly<Record<string, string>>;

/** Every worker has these, whatever it announces. */
export const WORKER_LABEL = 'carillon/worker';
export const HOST_LABEL = 'carillon/host';
/** `full` while the worker's disk has no room for further attempts; absent otherwise. */
export const DISK_LABEL = 'carillon/disk';
export const DISK_FULL = 'full';
export const OWN_LABEL_PREFIX = 'carillon/';

/** The first label that does not match; undefined when all do. */
export function unmatchedLabel(wanted: LabelsDocument, labels: Labels): string | undefined {
  for (const [name, match] of Object.entries(wanted)) if (!isMatch(match, labels[name])) return name;
  return undefined;
}

function isMatch(match: LabelMatchDocument, value: string | undefined): boolean {
  if (typeof match === 'string') return value === match;
  if (isList(match)) return value !== undefined && match.includes(value);
  const { in: within, notIn, exists, gt, lt } = match;
  if (exists !== undefined && (value !== undefined) !== exists) return false;
  if (within && !(value !== undefined && within.includes(value))) return false;
  // As in Kubernetes: a worker without the label is not in the list.
  if (notIn && value !== undefined && notIn.includes(value)) return false;
  if (gt !== undefined && !(numberOf(value) > gt)) return false;
  return lt === undefined || numberOf(value) < lt;
}

const isList = (match: LabelMatchDocument): match is readonly string[] => Array.isArray(match);
const numberOf = (value: string | undefined): number =>
  value === undefined || value.trim() === '' ? Number.NaN : Number(value);

/** Of the preferences that hold, the weights together. */
export function preferenceOf(prefer: readonly Preference[], labels: Labels): number {
  let sum = 0;
  for (const { labels: wanted, weight } of prefer) if (unmatchedLabel(wanted, labels) === undefined) sum += weight;
  return sum;
}

export interface Preference {
  readonly labels: LabelsDocument;
  /** 1 to 100. */
  readonly weight: number;
}
