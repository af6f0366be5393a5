/** Runs of a tenant that may wait for their first dispatch (GUARANTEES 10.1). */
export const MAX_QUEUED_RUNS = 100_000;
