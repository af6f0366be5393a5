/** A schedule on its own: what a preview is asked about, by the same checks that its workflow would go through. */
import type { Json, ScheduleDocument } from '@carillon/core';
import type { Finding } from './finding.ts';
import { hasErrors } from './finding.ts';
import { loadDocuments } from './load.ts';
import { isObject } from './schema/check-schema.ts';

export interface CheckedSchedule {
  /** Undefined when a finding is an error. */
  readonly definition: ScheduleDocument | undefined;
  /** With pointers into the schedule. */
  readonly findings: readonly Finding[];
}

const AROUND = '/schedule';

/** Params are left out: whether they fit is for the workflow to say, and when it fires does not depend on them. */
export function checkSchedule(value: Json | undefined): CheckedSchedule {
  const { params: _, ...schedule } = isObject(value) ? value : {};
  const document = {
    kind: 'Workflow',
    name: 'preview',
    project: 'default',
    schedule: isObject(value) ? schedule : (value ?? null),
    tasks: { preview: { type: 'shell', with: { script: 'true' } } },
  };
  const { workflows, findings } = loadDocuments([{ path: 'schedule', text: JSON.stringify(document) }]);
  return {
    definition: hasErrors(findings) ? undefined : workflows[0]?.document.schedule,
    findings: findings.map((finding) => ({ ...finding, pointer: finding.pointer.replace(AROUND, '') })),
  };
}
