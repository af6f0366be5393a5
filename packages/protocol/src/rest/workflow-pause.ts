/** Bodies of pausing and resuming a workflow. */
import { type Static, Type } from 'typebox';
import { Opt } from './fields.ts';

const reason = Opt(Type.String({ maxLength: 2000, description: 'kept in the audit; of a pause, shown with it' }));
const resumeAt = Opt(Type.String({ format: 'date-time', description: 'it resumes by itself then' }));

export const PauseWorkflow = Type.Object({ reason, resumeAt }, { $id: 'PauseWorkflow', additionalProperties: false });
export type PauseWorkflow = Static<typeof PauseWorkflow>;

export const ResumeWorkflow = Type.Object(
  {
    reason,
    catchUp: Opt(
      Type.Boolean({ description: 'treat what was paused as missed, by the misfire policy; it is left out otherwise' }),
    ),
  },
  { $id: 'ResumeWorkflow', additionalProperties: false },
);
export type ResumeWorkflow = Static<typeof ResumeWorkflow>;
