/** English texts of two runs side by side. */
export const compareEn = {
  compare: {
    title: 'Compare runs',
    open: 'Compare',
    openTitle: 'Compare with another run',
    with: 'Run to compare with',
    swap: 'Swap sides',
    alone: 'There is no other run to compare this one with',
    fact: 'What is compared',
    differs: 'differs',
    tasks: 'Tasks',
    allAlike: 'All tasks are alike.',
    differing_one: '{{count}} of {{total}} tasks differs.',
    differing_other: '{{count}} of {{total}} tasks differ.',
    rest_one: 'Show {{count}} more task',
    rest_other: 'Show {{count}} more tasks',
    noParams: 'No parameters',
    none: 'Choose none',
  },
  runDifference: {
    only: 'in one run only',
    state: 'state',
    input: 'input',
    outputs: 'outputs',
    attempts: 'attempts',
    duration: 'duration',
  },
};
