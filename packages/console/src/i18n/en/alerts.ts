/** English texts of alerts. */
export const alertsEn = {
  alerts: {
    title: 'Alerts',
    note: 'Each run that fails is told to one receiver.',
    causes: 'What failed lately, by cause',
    quiet: 'Nothing failed lately, so nobody is told of anything',
    delivery: 'Delivery',
    rule: 'Rule',
    failedRuns: 'every run that failed',
    receiver: 'Receiver',
    webhook: 'the address in the setting',
    deliveredBy: 'Delivered by',
    waiting: 'Not looked at yet',
    events_one: '{{count}} event',
    events_other: '{{count}} events',
    oldest: 'the oldest',
    tries:
      'An alert that the receiver refuses is tried 8 times over some minutes and then given up; those behind it wait meanwhile. Tries and what was given up are in the log of that server and in the metric carillon_alerts_total.',
  },
};
