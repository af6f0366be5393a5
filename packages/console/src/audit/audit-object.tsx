import type { AuditRecord } from '@carillon/protocol';
import { Link } from '@tanstack/react-router';
import { useAuditWords } from './audit-words.ts';

/** Of a log it is the task run's. */
const kindOf = ({ kind, id }: AuditRecord['object']): string =>
  kind === 'run' && id?.startsWith('tr_') ? 'task_run' : kind;

/** What it was done to, by name; what has a page of its own leads there. */
export function AuditObject({ record }: { record: AuditRecord }) {
  const { kind } = useAuditWords();
  const { object } = record;
  const name = object.name ?? object.id;
  return (
    <>
      {name !== undefined && (
        <div className={object.name === undefined ? 'audit-id' : ''} title={name}>
          <ObjectLink record={record} name={name} />
        </div>
      )}
      <div className="workflow-title">{kind(kindOf(object))}</div>
    </>
  );
}

function ObjectLink({ record: { object, project, environment }, name }: { record: AuditRecord; name: string }) {
  const { id } = object;
  const kind = kindOf(object);
  const search = environment === undefined ? {} : { env: environment };
  if (kind === 'run' && id !== undefined)
    return (
      <Link to="/r/$runId" params={{ runId: id }}>
        {name}
      </Link>
    );
  if (kind === 'workflow' && object.name !== undefined && project !== undefined)
    return (
      <Link to="/p/$project/w/$workflow" params={{ project, workflow: object.name }} search={search}>
        {name}
      </Link>
    );
  if (kind === 'schedule' && id !== undefined)
    return (
      <Link to="/schedule/$scheduleId" params={{ scheduleId: id }}>
        {name}
      </Link>
    );
  if (kind === 'backfill' && id !== undefined)
    return (
      <Link to="/backfills/$backfillId" params={{ backfillId: id }}>
        {name}
      </Link>
    );
  return object.name === undefined ? <span>{name}</span> : <b>{name}</b>;
}
