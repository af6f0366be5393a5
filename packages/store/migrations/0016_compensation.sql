-- compatible
-- Whoever stopped the run wants nothing undone that it did.
alter table run add column uncompensated bool;
