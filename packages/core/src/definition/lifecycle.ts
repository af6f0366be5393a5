/** What a workflow's lifecycle allows. */
export const takesRuns = (lifecycle: string): boolean => lifecycle === 'active' || lifecycle === 'deprecated';
