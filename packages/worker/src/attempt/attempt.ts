import type { Reason, TaskDefinition } from '@carillon/core';
import type { Assignment } from '@carillon/protocol/grpc';
import { createMasker, type Masker } from '../secrets/masker.ts';

/** A task of a version as the stream announced it, parsed once for all its attempts. */
export interface KnownTask {
  readonly workflow: string;
  readonly project: string;
  readonly environment: string;
  readonly task: string;
  readonly definition: TaskDefinition;
}

export interface StopRequest {
  readonly reason: Reason;
  /** On the elapsed clock; later requests may only bring it nearer. */
  killAt: number;
  killed: boolean;
}

/** What can be done to the processes of an attempt from outside. */
export interface ProcessTree {
  terminate(): void;
  kill(): void;
}

/**
 * An attempt this worker was given, from its assignment to the acknowledgement of its result.
 * One flat record, made once: at tens of thousands a second every object counts.
 */
export interface Attempt {
  readonly assignment: Assignment;
  readonly task: KnownTask;
  /** Takes its secrets out of what it says; undefined where it has none. */
  readonly masker: Masker | undefined;
  /** `reported`: nothing more is said of it than the result that exists by then. */
  phase: 'queued' | 'running' | 'reported';
  /** Nobody wants its result. */
  forgotten: boolean;
  /** When it arrived, on the elapsed clock. */
  readonly queuedAt: number;
  /** Epoch milliseconds, 0 before the start. */
  startedAtMs: number;
  /** On the elapsed clock. */
  startedAt: number;
  announced: boolean;
  stop: StopRequest | undefined;
  /** Made when an executor asks for its signal. */
  abort: AbortController | undefined;
  processes: ProcessTree | undefined;
}

export function newAttempt(assignment: Assignment, task: KnownTask, queuedAt: number): Attempt {
  return {
    assignment,
    task,
    masker: createMasker(assignment.secrets),
    phase: 'queued',
    forgotten: false,
    queuedAt,
    startedAtMs: 0,
    startedAt: 0,
    announced: false,
    stop: undefined,
    abort: undefined,
    processes: undefined,
  };
}
