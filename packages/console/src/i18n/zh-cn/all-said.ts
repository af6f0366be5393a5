/** Everything that comes in English from elsewhere, by its English with gaps. */
import { saidAttemptsZhCn } from './said-attempts.ts';
import { saidDocumentsZhCn } from './said-documents.ts';
import { saidExecutorsZhCn } from './said-executors.ts';
import { saidExpressionsZhCn } from './said-expressions.ts';
import { saidSchedulesZhCn } from './said-schedules.ts';
import { saidZhCn, schemaSaidZhCn } from './said.ts';
import { documentSchemaZhCn, taskSchemaZhCn } from './schema-words.ts';

/** What we say in template literals. */
export const ownSaidZhCn: Readonly<Record<string, string>> = {
  ...saidZhCn,
  ...saidAttemptsZhCn,
  ...saidDocumentsZhCn,
  ...saidExecutorsZhCn,
  ...saidExpressionsZhCn,
  ...saidSchedulesZhCn,
};

export const allSaidZhCn: Readonly<Record<string, string>> = {
  ...ownSaidZhCn,
  ...schemaSaidZhCn,
  ...documentSchemaZhCn,
  ...taskSchemaZhCn,
};
