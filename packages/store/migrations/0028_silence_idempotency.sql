-- compatible
-- A silence that is asked for again with its key is the one that was made.
alter table silence
  add column idempotency_key text, -- behind the account that gave it
  add column body_hash bytea; -- of the request that it came with
create unique index silence_idempotency on silence (tenant_key, idempotency_key) where idempotency_key is not null;
