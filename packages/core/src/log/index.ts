export { findInLog, type FindInChunk, type LogHit, type LogQuery } from './find-in-log.ts';
