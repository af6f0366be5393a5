/** What a workflow's lifecycle allows. */
export const LIFECYCLES = ['active', 'deprecated', 'frozen', 'draining', 'archived', 'purged'] as const;

export const takesRuns = (lifecycle: string): boolean => lifecycle === 'active' || lifecycle === 'deprecated';
