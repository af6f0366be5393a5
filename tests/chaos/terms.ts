/** Who had which term, and who wrote under it: noted by the store itself, in the transactions in which it happened. */
import { sqlIn } from './postgres.ts';

const NOTES = [
  `create table chaos_term (
    seq bigserial primary key, name text not null, owner uuid not null, term bigint not null, taken_by name not null,
    at timestamptz not null default clock_timestamp(), free_at timestamptz)`,
  `create function chaos_note_term() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      insert into chaos_term (name, owner, term, taken_by) values (new.name, new.owner, new.term, current_user);
    elsif new.owner <> old.owner or new.term <> old.term then
      insert into chaos_term (name, owner, term, taken_by, free_at) values (new.name, new.owner, new.term, current_user, old.expires_at);
    end if;
    return null;
  end $$`,
  'create trigger chaos_note_term after insert or update on lease for each row execute function chaos_note_term()',
  `create table chaos_write (seq bigserial primary key, consumer text not null, written_by name not null, leader name)`,
  `create function chaos_note_write() returns trigger language plpgsql as $$
  begin
    insert into chaos_write (consumer, written_by, leader) values (new.consumer, current_user,
      (select taken_by from chaos_term where name = 'consumer ' || new.consumer order by seq desc limit 1));
    return null;
  end $$`,
  `create trigger chaos_note_write after update on event_cursor for each row when (old.xid <> new.xid)
    execute function chaos_note_write()`,
];

/** Before anything is attacked: leases that were taken by then are taken again when their holders change. */
export async function noteTerms(database: string, port: number): Promise<void> {
  await sqlIn(database, port, ...NOTES);
}
