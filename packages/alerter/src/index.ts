/**
 * Tells people and systems what happened: reads ends of runs behind a durable cursor, counts failures to their causes,
 * and sends notices to the channels of projects and the receiver of the installation. One alerter at a time works (a
 * lease); a crash between sending a notice and noting it sends again with the same id, so receivers can tell.
 */
export { createAlerter, type Alerter, type AlerterParts } from './alerter.ts';
export type { Post } from './sender.ts';
