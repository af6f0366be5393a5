/** The filter of the audit as it stands in the address. */
import type { AuditRecord } from '@carillon/protocol';
import { textOf } from '../parts/search-words.ts';
import { shellWord } from '../parts/shell-word.ts';
import { notBefore, RUN_AGES, type RunAge } from '../runs/run-age.ts';

/** What changes are made to. */
export const AUDIT_KINDS = [
  'alert',
  'alert_rule',
  'approval',
  'audit',
  'backfill',
  'channel',
  'dataset',
  'event',
  'incident',
  'limit',
  'plan',
  'queue',
  'run',
  'saved_view',
  'schedule',
  'secret',
  'session',
  'silence',
  'task_run',
  'token',
  'variable',
  'worker',
  'workflow',
] as const;
export const OUTCOMES = ['done', 'denied', 'failed'] as const satisfies readonly AuditRecord['outcome'][];

/** As they are written; what each is compared with is the same on the command line. */
const TEXTS = ['actor', 'action', 'kind', 'object', 'project', 'environment', 'address', 'request'] as const;
type TextFilter = (typeof TEXTS)[number];

export interface AuditFilterSearch extends Partial<Record<TextFilter, string>> {
  outcome?: AuditRecord['outcome'];
  /** Done within the last … */
  since?: RunAge;
}

/** What it does not know is left out. */
export function parseAuditFilter(search: Record<string, unknown>): AuditFilterSearch {
  const texts = TEXTS.flatMap((name) => {
    const text = textOf(search[name]);
    return text === undefined ? [] : [[name, text] as const];
  });
  const outcome = OUTCOMES.find((known) => known === search['outcome']);
  const since = RUN_AGES.find((known) => known === search['since']);
  return { ...Object.fromEntries(texts), ...(outcome && { outcome }), ...(since && { since }) };
}

/** The same as the server takes it. */
export const askedAudit = ({ request, since, ...words }: Readonly<AuditFilterSearch>) => ({
  ...words,
  ...(request !== undefined && { requestId: request }),
  ...(since && { from: notBefore(since) }),
});

export const auditCommand = (filter: Readonly<AuditFilterSearch>): string =>
  ['npx carillon audit list', ...Object.entries(filter).map(([name, value]) => `--${name} ${shellWord(value)}`)].join(
    ' ',
  );
