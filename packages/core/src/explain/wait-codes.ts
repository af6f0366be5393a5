/**
 * Why something waits, as codes with their English sentences (UX 4.3): the one for what holds it, and the one for
 * a check that was passed. Written like the sentences of reasons; other languages translate by code.
 */
import { fillTemplate } from '../run/fill-template.ts';
import type { Check } from './check.ts';

interface Sentences {
  readonly block: string;
  readonly pass: string;
}

const SENTENCES = {
  WORKER_LOST: {
    block:
      'The worker {worker} that has it is silent[; its lease ends at {until}, and another worker is given it then].',
    pass: 'The worker that has it is heard of.',
  },
  STOPPING: {
    block: 'It is being stopped[ by {actor}][: {message}].[ The worker {worker} was asked.]',
    pass: 'Nobody asked for a stop.',
  },
  OVERLAP: {
    block:
      'Waiting[ for the run {run} before it], as its schedule {schedule} wants (overlap {overlap})[; {ahead} more wait ahead of it].',
    pass: 'No run of its schedule stands in its way.',
  },
  CONCURRENCY_LIMIT: {
    block:
      'The limit {limit}[ for the key “{key}”] lets {max} run at once; held by {holders}[ and {more} more][; {ahead} wait ahead of it].',
    pass: 'Its limits have room.',
  },
  RATE_LIMIT: {
    block: 'The rate {limit}[ for the key “{key}”] lets the next one through at {until}[; {ahead} wait ahead of it].',
    pass: 'Its rates let it through.',
  },
  COLLECTING: {
    block: 'More requests are collected[ ({requests} so far)][; it starts at {until}].',
    pass: 'Nothing more is collected.',
  },
  CATCH_UP: {
    block: 'Catching up on missed times at a slow pace, behind live runs[; {ahead} go ahead of it].',
    pass: 'The pace of catching up lets it start.',
  },
  PAUSED: {
    block:
      'Paused at the level of the {level}[ {queue}][ by {actor}][: {message}][, because {task} failed][; resumes at {until}].',
    pass: 'Nothing is paused.',
  },
  DEP_UPSTREAM: {
    block: 'Waiting for {tasks}[ and {more} more][ (rule {rule})][, which run before {phase}].',
    pass: 'Its upstream tasks let it run.',
  },
  CHILDREN: {
    block:
      'Waiting for the runs that it started: {done} of {of} have ended[, {failed} of them without success].[ {run}: {why}]',
    pass: 'The runs that it started have ended.',
  },
  APPROVAL: {
    block: 'Waiting for an approval[; it expires at {until}].',
    pass: 'Nobody has to approve it.',
  },
  DEP_EVENT: {
    block:
      'Waiting for the signal {signal}[ with the key {key}][; one came that does not fit: {message}][; one came with another key: {otherKey}][; it expires at {until}].',
    pass: 'What it waits for may have come.',
  },
  DEP_EXTERNAL: {
    block:
      'Waiting for runs of other workflows[: {runs}][ and {more} more][; expected at {expected}][; it expires at {until}].',
    pass: 'The runs that it waits for may have ended.',
  },
  DEP_DATASET: {
    block: 'Waiting for the dataset {dataset}[, partition {partition}][; it expires at {until}].',
    pass: 'The dataset may have been updated.',
  },
  DEP_FILE: {
    block: 'Waiting for {file}[: {is}][ ({message})][; looked at {at}][; it expires at {until}].',
    pass: 'The file may be there.',
  },
  NOT_DUE: { block: 'Due at {until}.', pass: 'It is due.' },
  CALENDAR: {
    block: 'Held by a freeze window or a calendar without data[ until {until}][: {why}].',
    pass: 'No calendar holds it.',
  },
  RETRY_BACKOFF: {
    block: 'Attempt {attempt}[ of {attempts}] begins at {until}[; the one before ended with {error}].',
    pass: 'No back-off holds it.',
  },
  SECRET_STORE_AWAY: {
    block: 'Its secrets cannot be read now; tried again at {until}.',
    pass: 'Its secrets could be read.',
  },
  NO_CAPABLE_WORKER: {
    block:
      'No worker takes {capability} in the group {group}[ with {asks}]: of {workers} connected[, {lacking} lack it][, {otherGroup} are of another group][, {lackingLabel} lack the label][, {lackingResource} have too little][, {draining} are draining][, the disks of {diskFull} are full][, {silent} are silent][; {gone} left or were lost].',
    pass: 'A worker takes what it needs.',
  },
  QUOTA: {
    block:
      'Its queue {queue} has its maximum: {used} of {max} of all that the workers have[; {ahead} are ahead of it].',
    pass: 'Its queue {queue} lets it go.',
  },
  FAIR_SHARE: {
    block: 'Others have less of their share: {who} goes first[, of {ahead} that do].',
    pass: 'It is the turn of its share of the queue {queue}.',
  },
  PRIORITY: {
    block: 'Behind {ahead} task runs of its lane that have a higher priority or came earlier.',
    pass: 'Nothing of higher priority overtook it.',
  },
  NO_CAPACITY: {
    block:
      'Every worker that could run it is full ({busy} of {slots} slots)[; the best of them has too little {short} free][, and {ahead} task runs are ahead of it].',
    pass: 'A worker has room.',
  },
  DISPATCHED: {
    block: 'Sent to the worker {worker}, which has not said yet that it started.',
    pass: 'Its worker has started it.',
  },
  BACKFILL_SHARE: {
    block: 'The backfill starts no more dates now[: {open} of at most {cap} are open].',
    pass: 'The backfill has room for its next date.',
  },
  PLATFORM: {
    block: 'Nothing holds it: a server takes it up within seconds[; the worker {worker} has room].',
    pass: 'The servers look after it.',
  },
  UNKNOWN: { block: 'No check tells why; the facts are below.', pass: 'Known.' },
  RUNNING: { block: 'It runs.', pass: 'It runs[ on {worker}].' },
  ENDED: { block: 'It has ended.', pass: 'It has ended ({state})[: {reason}].' },
} as const satisfies Record<string, Sentences>;

export type WaitCode = keyof typeof SENTENCES;
export const WAIT_CODES = Object.keys(SENTENCES) as readonly WaitCode[];

export function sentenceOf({ code, verdict, params }: Pick<Check, 'code' | 'verdict' | 'params'>): string {
  const { block, pass } = SENTENCES[code];
  return fillTemplate(verdict === 'pass' ? pass : block, params);
}
