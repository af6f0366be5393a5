/** Core's port for what people see and set of limits, on the ordinary pool. */
import type { LimitStore } from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';
import { listLimits, readLimit } from './limit-list.ts';
import { listRules, removeRule, setRule } from './limit-rules.ts';

export function createLimitStore(pool: pg.Pool): LimitStore {
  const reader = createReader(pool);
  return {
    limits: (...asked) => listLimits(reader, ...asked),
    limit: (tenant, id) => readLimit(reader, tenant, id),
    rules: (tenant, filter) => listRules(reader, tenant, filter),
    setRule: (tenant, rule, definition, by) => setRule(reader, tenant, rule, { definition, by }),
    removeRule: (tenant, rule, by) => removeRule(reader, tenant, rule, by),
  };
}
