/** Core's port for variables, on the ordinary pool. */
import type { VariableStore } from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';
import { listVariables, removeVariable, setVariable, variablesSeenFrom } from './variables.ts';

export function createVariableStore(pool: pg.Pool): VariableStore {
  const reader = createReader(pool);
  return {
    set: (level, variable, by) => setVariable(reader, level, variable, by),
    remove: (level, name, by) => removeVariable(reader, level, name, by),
    list: (tenant, filter = {}) => listVariables(reader, tenant, filter),
    seenFrom: (level) => variablesSeenFrom(reader, level),
  };
}
