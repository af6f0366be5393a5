-- compatible
-- What a schedule failed of, as a sentence with gaps for who reads it in another language. Null: in English alone.
alter table schedule add column error_said jsonb;
