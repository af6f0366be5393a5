-- compatible
-- A save of a draft that is sent again with its key is the one that was kept. A server of the version before writes another
-- text and leaves the key: it stands for the text that came with it, and for no other.
alter table workflow_draft add column idempotency_key text; -- of the last save, behind the account that gave it
