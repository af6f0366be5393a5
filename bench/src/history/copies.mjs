// Copies of ended runs, row by row of every table of history.

/** By table: the column that is the run's id. What it says of the run's place in time is set anew; all else is kept. */
const TABLES = { run_history: 'id', task_history: 'run_id', attempt_history: 'run_id', event: 'run_id' };

/**
 * A UUIDv7 as the platform makes them, so that rows lie in their weeks: its milliseconds, the number of the copy, by which it
 * is the only one, and the bits of the task's number, which are 0.
 */
const ID = `(lpad(to_hex(c.ms), 12, '0') || '70008000' || lpad(to_hex(c.i), 7, '0') || '00000')::uuid`;

/** Numbers and times of the copies. $1 id of the template, $2 and $3 from and through, $4 and $5 of each hundred, $6 first of this filling, $7 last, $8 days, $9 and $10 keys */
const COPIES = `
with c as materialized (
  select i, ((extract(epoch from now()) - $8::int4 * 86400.0 * (1 - (i - $6::int8)::float8 / ($7::int8 - $6::int8))) * 1000)::int8 - 60000 ms,
    ($9::int4[])[1 + (i + i / 100) % cardinality($9::int4[])] workflow_key, ($10::int4[])[1 + (i + i / 100) % cardinality($10::int4[])] version_key
  from generate_series($2::int8, $3::int8) i where i % 100 >= $4::int4 and i % 100 < $5::int4)`;

export async function copiesOf(client, templates, { workflows, days }) {
  const statements = [];
  for (const [table, id] of Object.entries(TABLES)) {
    const columns = await columnsOf(client, table);
    const values = columns.map((column) => valueOf(column, id));
    const names = columns.map(({ name }) => name).join(', ');
    statements.push(
      `${COPIES} insert into ${table} (${names}) select ${values.join(', ')} from c, ${table} t where t.${id} = $1`,
    );
  }
  const keys = [workflows.map((row) => row.workflow_key), workflows.map((row) => row.version_key)];
  return {
    /** From one number of a run through another; of `first` to `last` of a filling, which together span all weeks. */
    async add({ from, through, first, last }) {
      for (const { id, low, below } of templates)
        for (const statement of statements)
          await client.query(statement, [id, from, through, low, below, first, last, days, ...keys]);
    },
  };
}

async function columnsOf(client, table) {
  const { rows } = await client.query(
    `select attname name, format_type(atttypid, null) type from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  return rows;
}

/** Times keep their distance to each other: they move to where the run is. */
function valueOf({ name, type }, id) {
  if (name === id) return ID;
  if (name === 'workflow_key' || name === 'version_key') return `c.${name}`;
  if (name === 'params') return `jsonb_build_object('n', c.i)`;
  if (type === 'timestamp with time zone') return `to_timestamp(c.ms / 1000.0) + (t.${name} - ${startOf(id)})`;
  return `t.${name}`;
}

/** When the template was made: its id tells. */
const startOf = (id) => `to_timestamp(('x' || left(replace(t.${id}::text, '-', ''), 12))::bit(48)::int8 / 1000.0)`;
