import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  APPROVAL_STATES,
  ATTEMPT_STATES,
  BACKFILL_ONLY,
  BACKFILL_ORDERS,
  BULK_ACTIONS,
  BULK_RUN_STATES,
  FINDING_CODES,
  FIRING_NOTES,
  FIRING_REASONS,
  FIX_ACTIONS,
  FRESHNESS,
  HEALING_KINDS,
  LIMIT_LEVELS,
  MISFIRE_POLICIES,
  OVERLAP_POLICIES,
  PARAM_FAULTS,
  REASON_FAULTS,
  REFUSALS,
  RUN_STATES,
  SCHEDULE_KINDS,
  SHED,
  SLA_KINDS,
  TASK_DIFFERENCES,
  TASK_RUN_STATES,
  WAIT_CODES,
} from '@carillon/core';
import { ERRORS } from '@carillon/core/errors';
import { DOCUMENT_FAULTS } from '@carillon/spec';
import { describe, expect, it } from 'vitest';
import { AUDIT_KINDS } from '../audit/audit-filter.ts';
import { DAY_STATES } from '../days/day-state.ts';
import { CHANGES } from '../overview/changes.ts';
import {
  AUDIT_LOOKS,
  BACKFILL_DATE_LOOKS,
  BACKFILL_LOOKS,
  FIRING_LOOKS,
  SCHEDULE_LOOKS,
  WORKER_LOOKS,
} from '../states/families.ts';
import { en } from './en.ts';
import { zhCn } from './zh-cn.ts';

interface Tree {
  readonly [key: string]: string | Tree;
}

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

/** What servers say by code, and where the words for it are. */
const CATALOGUES: Readonly<Record<string, readonly string[]>> = {
  problem: Object.keys(ERRORS),
  reason: Object.keys(REASON_FAULTS),
  refusal: Object.keys(REFUSALS),
  fault: [...DOCUMENT_FAULTS, ...PARAM_FAULTS],
  state: [...RUN_STATES, ...TASK_RUN_STATES, ...ATTEMPT_STATES],
  scheduleState: Object.keys(SCHEDULE_LOOKS),
  workerState: Object.keys(WORKER_LOOKS),
  freshness: FRESHNESS,
  outcome: Object.keys(FIRING_LOOKS),
  firingReason: FIRING_REASONS,
  note: FIRING_NOTES,
  noteHint: FIRING_NOTES,
  overlap: OVERLAP_POLICIES,
  misfire: MISFIRE_POLICIES,
  scheduleType: SCHEDULE_KINDS,
  backfillState: Object.keys(BACKFILL_LOOKS),
  backfillDate: Object.keys(BACKFILL_DATE_LOOKS),
  backfillOnly: BACKFILL_ONLY,
  backfillOrder: BACKFILL_ORDERS,
  bulkAction: BULK_ACTIONS,
  bulkRun: BULK_RUN_STATES,
  approvalState: APPROVAL_STATES,
  limitLevel: LIMIT_LEVELS,
  promise: SLA_KINDS,
  runDifference: TASK_DIFFERENCES,
  putOff: SHED,
  healing: HEALING_KINDS,
  changed: CHANGES.map((action) => action.replace('.', '_')),
  auditKind: AUDIT_KINDS,
  auditOutcome: Object.keys(AUDIT_LOOKS),
  dayState: DAY_STATES,
  finding: FINDING_CODES,
  findingFix: FINDING_CODES,
  'why.block': WAIT_CODES,
  'why.pass': WAIT_CODES,
  'why.action': FIX_ACTIONS,
};

const languages = { en: flatten(en), 'zh-CN': flatten(zhCn) };
const placeholders = (text: string) => [...text.matchAll(/\{+\w+/g)].map(([name]) => name).sort();

/** Texts for one thing, with the text for any other number of it. */
const pairsOf = (texts: ReadonlyMap<string, string>) =>
  [...texts].flatMap(([key, one]) => {
    const other = texts.get(key.replace(/_one$/, '_other'));
    return key.endsWith('_one') && other !== undefined ? [{ key, one, other }] : [];
  });
const tellsOne = (language: string): boolean =>
  new Intl.PluralRules(language).resolvedOptions().pluralCategories.includes('one');

describe.each(Object.entries(languages))('%s', (language, texts) => {
  it('has exactly the keys of English', () => {
    expect([...texts.keys()].sort()).toEqual([...languages.en.keys()].sort());
  });

  it('has no empty text and the same placeholders', () => {
    for (const [key, text] of texts) {
      expect(text.trim(), key).not.toBe('');
      const same = tellsOne(language) ? key : key.replace(/_one$/, '_other');
      expect(placeholders(text), key).toEqual(placeholders(languages.en.get(same) ?? languages.en.get(key) ?? ''));
    }
  });

  it.each(Object.entries(CATALOGUES))('has words for every one of %s', (prefix, names) => {
    expect(names.length).toBeGreaterThan(0);
    expect(names.map((name) => `${prefix}.${name}`).filter((key) => !texts.has(key))).toEqual([]);
  });
});

describe.each(Object.entries(languages).filter(([language]) => !tellsOne(language)))('%s', (_language, texts) => {
  it('says of one thing what it says of many: nothing else would ever be shown', () => {
    const pairs = pairsOf(texts);
    expect(pairs.length).toBeGreaterThan(50);
    expect(pairs.filter(({ one, other }) => one !== other)).toEqual([]);
  });
});

describe('the pages', () => {
  const source = new URL('..', import.meta.url).pathname;
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\.|i18n\/(en|zh)/.test(file),
  );
  const code = files.map((file) => readFileSync(join(source, file), 'utf8')).join('\n');

  it('use no text that is not there', () => {
    const used = [...code.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1] as string);
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((key) => !languages.en.has(key) && !languages.en.has(`${key}_other`))).toEqual([]);
  });

  it('use every text that is there', () => {
    const beginnings = [...code.matchAll(/`(\w+\.\w*)\$\{/g)].map((match) => match[1] as string);
    const quoted = new Set([...code.matchAll(/'([\w.-]+)'/g)].map((match) => match[1]));
    const unused = [...languages.en.keys()].filter((key) => {
      const base = key.replace(/_(one|other)$/, '');
      return !quoted.has(base) && !beginnings.some((beginning) => base.startsWith(beginning));
    });
    expect(unused).toEqual([]);
  });
});
