import type {
  ApplyRequest,
  ApplyResult,
  DryRun,
  DryRunRequest,
  Run,
  TestTask,
  ValidateResult,
} from '@carillon/protocol';
import type { Transport } from '../transport.ts';

export interface Documents {
  /** Checks documents without changing anything. */
  validate(request: ApplyRequest): Promise<ValidateResult>;
  /** Publishes all documents, or none: a document that changed becomes a new version. */
  apply(request: ApplyRequest): Promise<ApplyResult>;
  /** What a workflow would do on a date: parameters, order, workers, firings. Nothing is written. */
  dryRun(request: DryRunRequest): Promise<DryRun>;
  /** Runs one task of a text on a worker, with what it reads of others given. Nothing counts the run. */
  testTask(request: TestTask): Promise<Run>;
}

export function createDocuments({ json }: Transport): Documents {
  return {
    validate: (body) => json({ method: 'POST', path: '/documents/validate', body }),
    apply: (body) => json({ method: 'POST', path: '/documents/apply', body }),
    testTask: (body) => json({ method: 'POST', path: '/tasks/test', body }),
    dryRun: (body) => json({ method: 'POST', path: '/documents/dry-run', body }),
  };
}
