-- compatible
-- An update of a dataset, a note, a token or a test of a channel that is asked for again with its key is the one that was
-- made. A key stands behind the account that gave it, a hash is of the request that it came with.
alter table dataset_update add column idempotency_key text, add column body_hash bytea;
create unique index dataset_update_idempotency on dataset_update (dataset_key, idempotency_key) where idempotency_key is not null;

alter table run_note add column idempotency_key text, add column body_hash bytea;
create unique index run_note_idempotency on run_note (run_id, idempotency_key) where idempotency_key is not null;

alter table access_token add column idempotency_key text, add column body_hash bytea;
create unique index access_token_idempotency on access_token (account_key, idempotency_key) where idempotency_key is not null;

alter table alert_notice add column idempotency_key text, add column body_hash bytea;
create unique index alert_notice_idempotency on alert_notice (channel_key, idempotency_key) where idempotency_key is not null;
