import type pg from 'pg';

/**
 * Ends a pool of a test's own, and waits for its sessions to be over. `pool.end()` alone does not: a session that lives
 * until its database is dropped is ended by force, an error that nobody listens to and that breaks the test run.
 */
export async function endPool(pool: pg.Pool): Promise<void> {
  let left = pool.totalCount;
  const over = new Promise<void>((resolve) => {
    if (left === 0) resolve();
    pool.on('remove', () => {
      left -= 1;
      if (left === 0) resolve();
    });
  });
  await pool.end();
  await over;
}
