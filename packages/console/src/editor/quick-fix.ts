/** One click that mends a finding, where the finding itself says what was meant. */
import type { Finding } from '@carillon/spec';
import type { WorkflowEdit } from '@carillon/spec/edit';

export interface QuickFix {
  readonly value: string;
  readonly edit: WorkflowEdit;
}

const MEANT = /^Did you mean "?([\w-]+)"?\?/;
/** Codes whose whole value is the wrong word. */
const OF_VALUES: ReadonlySet<string> = new Set([
  'VALIDATION_TASK_TYPE',
  'VALIDATION_SCHEMA',
  'VALIDATION_UPSTREAM',
  'VALIDATION_QUEUE',
  'VALIDATION_CALENDAR',
]);

export function quickFix({ code, pointer, hint }: Pick<Finding, 'code' | 'pointer' | 'hint'>): QuickFix | undefined {
  const value = MEANT.exec(hint ?? '')?.[1];
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (value === undefined || path.length === 0) return undefined;
  return OF_VALUES.has(code) ? { value, edit: { edit: 'set_field', path, value } } : undefined;
}
