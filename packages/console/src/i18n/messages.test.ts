import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ATTEMPT_STATES,
  FIX_ACTIONS,
  REASON_FAULTS,
  RUN_STATES,
  SCHEDULE_KINDS,
  TASK_RUN_STATES,
  WAIT_CODES,
} from '@carillon/core';
import { describe, expect, it } from 'vitest';
import { DAY_STATES } from '../days/day-state.ts';
import { CHANGES } from '../overview/changes.ts';
import { BACKFILL_DATE_LOOKS, BACKFILL_LOOKS, FIRING_LOOKS, SCHEDULE_LOOKS, WORKER_LOOKS } from '../states/families.ts';
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

const languages = { en: flatten(en), 'zh-CN': flatten(zhCn) };
const placeholders = (text: string) => [...text.matchAll(/\{+\w+\}+/g)].map(([name]) => name).sort();

describe.each(Object.entries(languages))('%s', (_language, texts) => {
  it('has exactly the keys of English', () => {
    expect([...texts.keys()].sort()).toEqual([...languages.en.keys()].sort());
  });

  it('has no empty text and the same placeholders', () => {
    for (const [key, text] of texts) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(text), key).toEqual(placeholders(languages.en.get(key) ?? ''));
    }
  });

  it('names every state and every reason code', () => {
    const wanted = [
      ...[...RUN_STATES, ...TASK_RUN_STATES, ...ATTEMPT_STATES].map((state) => `state.${state}`),
      ...Object.keys(SCHEDULE_LOOKS).map((state) => `scheduleState.${state}`),
      ...Object.keys(WORKER_LOOKS).map((state) => `workerState.${state}`),
      ...Object.keys(FIRING_LOOKS).map((outcome) => `outcome.${outcome}`),
      ...Object.keys(BACKFILL_LOOKS).map((state) => `backfillState.${state}`),
      ...Object.keys(BACKFILL_DATE_LOOKS).map((state) => `backfillDate.${state}`),
      ...CHANGES.map((action) => `changed.${action.replace('.', '_')}`),
      ...DAY_STATES.map((state) => `dayState.${state}`),
      ...SCHEDULE_KINDS.map((type) => `scheduleType.${type}`),
      ...Object.keys(REASON_FAULTS).map((code) => `reason.${code}`),
      ...WAIT_CODES.flatMap((code) => [`why.block.${code}`, `why.pass.${code}`]),
      ...FIX_ACTIONS.map((action) => `why.action.${action}`),
    ];
    expect(wanted.filter((key) => !texts.has(key))).toEqual([]);
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
    const unused = [...languages.en.keys()].filter((key) => {
      const base = key.replace(/_(one|other)$/, '');
      return !code.includes(`'${base}'`) && !beginnings.some((beginning) => base.startsWith(beginning));
    });
    expect(unused).toEqual([]);
  });
});
