import type { ApplyRequest, ApplyResult, ValidateResult } from '@carillon/protocol';
import type { Transport } from '../transport.ts';

export interface Documents {
  /** Checks documents without changing anything. */
  validate(request: ApplyRequest): Promise<ValidateResult>;
  /** Publishes all documents, or none: a document that changed becomes a new version. */
  apply(request: ApplyRequest): Promise<ApplyResult>;
}

export function createDocuments({ json }: Transport): Documents {
  return {
    validate: (body) => json({ method: 'POST', path: '/documents/validate', body }),
    apply: (body) => json({ method: 'POST', path: '/documents/apply', body }),
  };
}
