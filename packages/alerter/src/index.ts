/**
 * Tells people and systems what happened: reads the outbox behind a durable cursor and delivers to channels.
 * Today there is one channel, a webhook for runs that failed. One alerter at a time consumes (a lease); a
 * crash between delivery and acknowledgement delivers again with the same id, so receivers can tell.
 */
export { createAlerter, type Alerter, type AlerterParts } from './alerter.ts';
