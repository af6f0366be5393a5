-- compatible
-- Why a notice did not arrive, as a sentence with gaps for who reads it in another language. Null: in English alone.
alter table alert_notice add column error_said jsonb;
alter table alert_channel add column error_said jsonb;
