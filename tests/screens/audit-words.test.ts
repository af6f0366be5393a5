import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../packages/api/src/auth/authorize.ts';
import { auditEn } from '../../packages/console/src/i18n/en/audit.ts';
import { AUDIT_KINDS } from '../../packages/console/src/audit/audit-filter.ts';

/** What the program does by itself, and who signs in. */
const BESIDES = ['session.create', 'secret.use'];

describe('the audit in the console', () => {
  it('has words for everything that can be done, and to what', () => {
    const verbs = [...Object.keys(ACTIONS), ...BESIDES].map((action) => action.slice(action.indexOf('.') + 1));
    expect(verbs.filter((verb) => !(verb in auditEn.auditVerb))).toEqual([]);
    expect(Object.values(ACTIONS).filter((kind) => !(kind in auditEn.auditKind))).toEqual([]);
  });

  it('is filtered by every kind that something is done to', () => {
    const kinds = Object.entries(ACTIONS).filter(([action]) => !action.endsWith('.read'));
    expect([...new Set(kinds.map(([, kind]) => kind))].sort()).toEqual(
      [...AUDIT_KINDS].filter((kind) => kind !== 'audit').sort(),
    );
  });
});
