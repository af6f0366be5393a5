import { describe, expect, it } from 'vitest';
import { askedAudit, auditCommand, parseAuditFilter } from './audit-filter.ts';

describe('the filter of the audit', () => {
  it('reads from the address what it knows', () => {
    const search = { actor: 'li', action: 'secret.', outcome: 'moon', since: '24h', request: 7, kind: '', tab: 'x' };
    expect(parseAuditFilter(search)).toEqual({ actor: 'li', action: 'secret.', request: '7', since: '24h' });
  });

  it('asks the server by its names', () => {
    const { from, ...asked } = askedAudit({ request: 'r1', outcome: 'denied', since: '1h' });
    expect(asked).toEqual({ requestId: 'r1', outcome: 'denied' });
    expect(Date.now() - Date.parse(from ?? '')).toBeGreaterThanOrEqual(3_600_000);
    expect(askedAudit({})).toEqual({});
  });

  it('is a command that a shell reads back', () => {
    expect(auditCommand({})).toBe('npx carillon audit list');
    expect(auditCommand({ object: 'dwh url', since: '7d' })).toBe(
      `npx carillon audit list --object 'dwh url' --since 7d`,
    );
  });
});
