/** What shows another thing once workflows rest, go on or begin to run: the nouns with which the keys of its queries begin. */
export const WORKFLOW_CHANGES: readonly string[] = [
  'workflow',
  'workflows',
  'schedules',
  'schedule',
  'next-firings',
  'upcoming',
  'newest-runs',
];
