/** Words of schedules, for programs that check what people type: nothing but constants, so that naming one loads no schema. */
export const SCHEDULE_TYPES = ['cron', 'every', 'delay', 'at', 'interval', 'rrule'] as const;
export type ScheduleType = (typeof SCHEDULE_TYPES)[number];
export const SCHEDULE_STATES = ['enabled', 'paused', 'quarantined', 'ended'] as const;
export type ScheduleState = (typeof SCHEDULE_STATES)[number];
export const FIRING_OUTCOMES = ['fired', 'skipped', 'merged', 'missed', 'held', 'paused'] as const;
export type FiringOutcome = (typeof FIRING_OUTCOMES)[number];
