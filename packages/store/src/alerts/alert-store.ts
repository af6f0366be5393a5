/** Core's port for alerts as people see them and steer them. */
import type { AlertStore } from '@carillon/core';
import type pg from 'pg';
import { createReader } from '../reader.ts';
import { acknowledgeAlert, alertDetail, listAlerts } from './alert-list.ts';
import { channelCommands } from './channels.ts';
import { noisyTasks } from './noise.ts';
import { ruleCommands } from './rules.ts';
import { silenceCommands } from './silences.ts';

export function createAlertStore(pool: pg.Pool): AlertStore {
  const reader = createReader(pool);
  return {
    alerts: (place, filter) => listAlerts(reader, place, filter),
    alert: (tenant, id) => alertDetail(reader, tenant, id),
    acknowledge: (tenant, id, by) => acknowledgeAlert(reader, tenant, id, by),
    noise: (place, filter) => noisyTasks(reader, place, filter),
    ...silenceCommands(reader),
    ...ruleCommands(reader),
    ...channelCommands(reader),
  };
}
