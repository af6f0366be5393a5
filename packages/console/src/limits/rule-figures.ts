/** A rule as it is typed, as a request says it, and in what it differs from how it was. */
import { parseDuration } from '@carillon/core';
import type { LimitRule, RemoveLimitRule, SetLimitRule } from '@carillon/protocol';
import { shellWord } from '../parts/shell-word.ts';

export type RuleFigures = Pick<SetLimitRule, 'counts' | 'concurrency' | 'rate' | 'when'>;

export interface RuleTexts {
  readonly max: string;
  readonly limit: string;
  readonly per: string;
  readonly key: string;
  readonly when: string;
  readonly counts: 'task_runs' | 'runs';
}

/** Asked for once, though a maximum and a rate may each have one. */
const keyOf = (rule: RuleFigures | undefined): string | undefined => rule?.concurrency?.key ?? rule?.rate?.key;

const MOST = { max: 10_000, limit: 1_000_000 } as const;

export const textsOf = (rule: RuleFigures | undefined): RuleTexts => ({
  max: String(rule?.concurrency?.max ?? ''),
  limit: String(rule?.rate?.limit ?? ''),
  per: rule?.rate?.per ?? '1m',
  key: keyOf(rule) ?? '',
  when: rule?.when ?? '',
  counts: rule?.counts === 'runs' ? 'runs' : 'task_runs',
});

/** Undefined: nothing is limited yet, or a number is none. @param former what is not asked for stays of it */
export function figuresOf(texts: RuleTexts, former: RuleFigures | undefined): RuleFigures | undefined {
  const [max, limit] = [countIn(texts.max, MOST.max), countIn(texts.limit, MOST.limit)];
  if (max === 'wrong' || limit === 'wrong' || (max === undefined && limit === undefined)) return undefined;
  if (limit !== undefined && !parseDuration(texts.per.trim())) return undefined;
  const key = texts.key.trim();
  const { key: ownKey, ...concurrency }: Partial<NonNullable<RuleFigures['concurrency']>> = former?.concurrency ?? {};
  const { key: rateKey, ...rate }: Partial<NonNullable<RuleFigures['rate']>> = former?.rate ?? {};
  const isSame = key === (keyOf(former) ?? '').trim();
  const keyed = (part: object | undefined, own: string | undefined) => {
    const next = part && isSame ? own : key || undefined;
    return next !== undefined && { key: next };
  };
  return {
    ...(texts.counts === 'runs' && { counts: 'runs' }),
    ...(max !== undefined && { concurrency: { ...concurrency, max, ...keyed(former?.concurrency, ownKey) } }),
    ...(limit !== undefined && { rate: { ...rate, limit, per: texts.per.trim(), ...keyed(former?.rate, rateKey) } }),
    ...(texts.when.trim() !== '' && { when: texts.when.trim() }),
  };
}

function countIn(text: string, most: number): number | undefined | 'wrong' {
  if (text.trim() === '') return undefined;
  const count = Number(text);
  return Number.isInteger(count) && count >= 1 && count <= most ? count : 'wrong';
}

const FIELDS = ['counts', 'max', 'rate', 'key', 'when'] as const;
export type RuleField = (typeof FIELDS)[number];

/** Empty: it has none. */
function fieldTexts(figures: RuleFigures | undefined): Readonly<Record<RuleField, string>> {
  const { max, limit, per, when, counts } = textsOf(figures);
  const { concurrency, rate } = figures ?? {};
  const keys = [concurrency, rate].flatMap((part) => (part ? [part.key ?? ''] : []));
  const key = [...new Set(keys)].map((one, _, { length }) => (length > 1 && one === '' ? '–' : one)).join(' / ');
  return { counts: figures ? counts : '', max, rate: limit === '' ? '' : `${limit}/${per}`, key, when };
}

export function differences(former: RuleFigures | undefined, next: RuleFigures) {
  const [before, after] = [fieldTexts(former), fieldTexts(next)];
  return FIELDS.filter((field) => before[field] !== after[field]).map((field) => ({
    field,
    before: before[field],
    after: after[field],
  }));
}

export const ruleFigures = ({ counts, concurrency, rate, when }: LimitRule): RuleFigures => ({
  ...(counts !== undefined && { counts }),
  ...(concurrency !== undefined && { concurrency }),
  ...(rate !== undefined && { rate }),
  ...(when !== undefined && { when }),
});

export function setCommand({ name, project, counts, concurrency, rate, when, reason }: SetLimitRule): string {
  const { key } = concurrency ?? rate ?? {};
  const rateKey = concurrency && rate && rate.key !== key ? (rate.key ?? '') : undefined;
  return [
    `npx carillon limit set ${shellWord(name)}`,
    project !== undefined && `--project ${shellWord(project)}`,
    counts === 'runs' && '--runs',
    concurrency && `--max ${concurrency.max}`,
    concurrency?.onLimit && `--on-limit ${concurrency.onLimit}`,
    rate && `--rate ${rate.limit}/${rate.per}`,
    rate?.burst !== undefined && `--burst ${rate.burst}`,
    key !== undefined && `--key ${shellWord(key)}`,
    rateKey !== undefined && `--rate-key ${shellWord(rateKey)}`,
    when !== undefined && `--when ${shellWord(when)}`,
    reason !== undefined && `--reason ${shellWord(reason)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

export const removeCommand = ({ name, project }: RemoveLimitRule): string =>
  `npx carillon limit rm ${shellWord(name)}${project === undefined ? '' : ` --project ${shellWord(project)}`}`;
