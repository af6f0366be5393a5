/** What a script may say, word by word. Each word is one call that people could make, or something the world does. */
import { type Json, type JsonObject, parseDuration } from '@carillon/core';
import { isFinalTaskState, type TaskRunState } from '@carillon/core/states';
import { ApiError, type Approval } from '@carillon/sdk';
import { connectRawWorker, type RawWorker } from '../../../packages/scheduler/src/raw-worker.testing.ts';
import { backfill, backfillId, backfillOutcome } from './backfills.ts';
import { Deviation } from './deviation.ts';
import { ONLY_RUN, type Play, publish, stateText } from './play.ts';
import type { Step } from './scenario.ts';
import { fired, neglect, scheduleOf } from './schedules.ts';
import { word, wordIfAny } from './word.ts';

type Fields = JsonObject;
type Act = (play: Play, fields: Fields) => Promise<void>;

/** What the one word after a verb stands for, where that is no map of fields. */
const SHORT: Readonly<Record<string, string>> = {
  start: 'workflow',
  until: 'state',
  rerun: 'scope',
  worker: 'group',
  drain: 'name',
  vanish: 'group',
  return: 'group',
  neglect: 'for',
  fired: 'count',
  fire: 'schedule',
  backfilled: 'as',
  signal: 'name',
  event: 'name',
  update: 'dataset',
  pause_queue: 'queue',
  resume_queue: 'queue',
};

/** Of the whole run, or of a task of it. */
function ofRunOrTask(verb: 'pause' | 'resume'): Act {
  return async (play, { task, run }) => {
    if (task === undefined) await play.client.runs[verb](play.runId(wordIfAny(run)));
    else await play.client.taskRuns[verb]((await play.taskRun(word(task), wordIfAny(run))).id);
  };
}

const onTask =
  (act: (play: Play, id: string, fields: Fields) => Promise<unknown>): Act =>
  async (play, { task, run, ...rest }) => {
    const { id } = await play.taskRun(word(task), wordIfAny(run));
    const change = (await act(play, id, rest)) as { readonly run?: { readonly id: string } };
    named(play, rest['as'], change.run?.id);
  };

const sessionOf = (group: Json | undefined): string => `session in ${word(group)}`;

const holding = (play: Play, worker: RawWorker, count: number): Promise<void> =>
  play.until(async () => {
    if (worker.assignments().length < count) throw new Deviation(`a worker holds fewer than ${count} attempts`);
  });

/** A change of a finished run makes a new one, which the script may name. */
function named(play: Play, name: Json | undefined, id: string | undefined): void {
  if (name !== undefined && id !== undefined) play.runs.set(word(name), id);
}

const STEPS: Readonly<Record<string, Act>> = {
  async start(play, { workflow, as = ONLY_RUN, idempotencyKey, ...rest }) {
    const first = play.scene.documents.find(({ kind }) => kind === 'Workflow');
    const run = await play.client.runs.start(
      { project: play.project, workflow: word(workflow ?? first?.['name']), ...rest },
      { idempotencyKey: wordIfAny(idempotencyKey && `${play.project}/${word(idempotencyKey)}`) },
    );
    play.runs.set(word(as), run.id);
  },
  /** Several runs of the first workflow in one call, named by their number from 1. */
  async start_many(play, { items }) {
    const [workflow] = play.scene.documents;
    const { ids } = await play.client.runs.startMany({
      project: play.project,
      workflow: word(workflow?.['name']),
      items: items as { params: JsonObject }[],
    });
    ids.forEach((id, i) => void play.runs.set(word(i + 1), id));
  },
  pause: ofRunOrTask('pause'),
  resume: ofRunOrTask('resume'),
  stop: async (play, { run }) => void (await play.client.runs.stop(play.runId(wordIfAny(run)))),
  async rerun(play, { run, as, ...rest }) {
    const change = await play.client.runs.rerun(play.runId(wordIfAny(run)), rest);
    named(play, as, change.run.id);
  },
  retry: onTask(({ client }, id) => client.taskRuns.retry(id)),
  clear: onTask(({ client }, id) => client.taskRuns.clear(id)),
  skip: onTask(({ client }, id) => client.taskRuns.skip(id)),
  mark: onTask(({ client }, id, { to }) => client.taskRuns.mark(id, { as: to as 'success' })),
  /** Waits until a task asks, in these words. */
  async asked(play, { task, run, ...words }) {
    const approval = await openApproval(play, task, run);
    for (const [field, expected] of Object.entries(words)) {
      const seen = (approval as unknown as JsonObject)[field];
      if (seen !== expected) throw new Deviation(`${word(task)} asks ${JSON.stringify(seen)}, not ${word(expected)}`);
    }
  },
  /** To a run; or, as an event, to all runs that wait for it. */
  signal: async (play, { run, ...signal }) =>
    void (await play.client.signals.send(play.runId(wordIfAny(run)), signal as { name: string })),
  event: async ({ client, project }, event) =>
    void (await client.signals.sendEvent({ project, name: word(event['name']), ...event })),
  /** Waits until a promise of the run has been missed. */
  async missed(play, { run }) {
    await play.until(async () => {
      const { slaMissed } = await play.client.runs.get(play.runId(wordIfAny(run)));
      if (!slaMissed) throw new Deviation('no promise of the run was missed');
    });
  },
  /** Somebody else has brought a dataset up to date. */
  update: async ({ client, project }, { dataset, ...update }) =>
    void (await client.datasets.update(word(dataset), update, { project })),
  pause_queue: async ({ client }, { queue }) => void (await client.queues.pause(word(queue))),
  resume_queue: async ({ client }, { queue }) => void (await client.queues.resume(word(queue))),
  /** Names a run that a task waits for, once there is one. */
  async child(play, { of: task, run, as, position = 0 }) {
    const children = await play.until(async () => {
      const { items } = await play.client.runs.children(play.runId(wordIfAny(run)), { task: word(task) });
      if (items.length <= Number(position)) throw new Deviation(`${word(task)} has ${items.length} children`);
      return items;
    });
    play.runs.set(word(as), children.at(Number(position))?.id as string);
  },
  approve: answer('approve'),
  reject: answer('reject'),
  /** Publishes these documents over what is live. */
  async publish(play, document) {
    const base = play.scene.documents.find(({ name }) => document['name'] === undefined || name === document['name']);
    await publish(play.client, play.project, { documents: [{ ...base, ...document }], files: play.scene.files });
  },
  async worker(play, spec) {
    play.workers.set(word(spec['name'] ?? spec['group']), await play.stage.addWorker(spec as never));
  },
  /** A worker that the scenario has named leaves: it takes nothing more and stops what it has. */
  async drain(play, { name }) {
    const worker = play.workers.get(word(name));
    if (!worker) throw new Error(`the scenario has no worker ${word(name)}`);
    await worker.stop({ drainMs: 0 });
  },
  /** A worker that takes so many attempts in this group and is not heard of any more, unless it returns. */
  async vanish(play, { group, type = 'shell', slots = 1 }) {
    const worker = await connectRawWorker(play.stage.cluster.grpcPort, [word(type)], {
      group: word(group),
      slots: Number(slots),
    });
    await holding(play, worker, Number(slots));
    worker.close();
    play.others.set(sessionOf(group), worker.sessionId);
  },
  /** It is back, takes nothing new, and what it still has succeeds. */
  async return(play, { group, type = 'shell' }) {
    const sessionId = play.others.get(sessionOf(group));
    if (sessionId === undefined) throw new Error(`no worker has vanished from ${word(group)}`);
    const options = { group: word(group), sessionId, slots: 0 };
    const worker = await connectRawWorker(play.stage.cluster.grpcPort, [word(type)], options);
    await holding(play, worker, worker.kept.length);
    worker.drain();
    for (const assignment of worker.assignments()) worker.report(assignment);
    await worker.acknowledged(worker.kept.length);
    worker.close();
  },
  /** By hand. */
  async fire(play, { schedule, as = ONLY_RUN, ...rest }) {
    const run = await play.client.schedules.fire((await scheduleOf(play, wordIfAny(schedule))).id, rest);
    play.runs.set(word(as), run.id);
  },
  neglect: (play, { for: time }) => neglect(play, (parseDuration(word(time)) ?? 0) / 1_000),
  fired: (play, { count }) => fired(play, Number(count)),
  backfill,
  /** Waits until it has ended. */
  backfilled: async (play, { as }) => void (await backfillOutcome(play, { as: as ?? 'backfill', state: 'ended' })),
  pause_backfill: async (play, { as }) => void (await play.client.backfills.pause(backfillId(play, as))),
  resume_backfill: async (play, { as }) => void (await play.client.backfills.resume(backfillId(play, as))),
  cancel_backfill: async (play, { as, ...rest }) =>
    void (await play.client.backfills.cancel(backfillId(play, as), rest)),
  /** Lets attempts of a task go on, once one is held. */
  release: (play, { task }) =>
    play.until(async () => {
      if (play.work.release(word(task)) === 0) throw new Deviation(`nothing is held in ${word(task)}`);
    }),
  /** Waits until so many attempts of a task are held. */
  held: (play, { task, count = 1 }) =>
    play.until(async () => {
      const held = play.work.held(word(task));
      if (held !== count) throw new Deviation(`${held} attempts are held in ${word(task)}`);
    }),
  async until(play, { run, state, tasks }) {
    const id = play.runId(wordIfAny(run));
    if (state !== undefined) await reachedState(play, id, word(state));
    await play.until(async () => {
      for (const [task, expected] of Object.entries((tasks ?? {}) as JsonObject)) {
        const found = await play.taskRun(task, wordIfAny(run));
        const seen = stateText(found.state, found.reason);
        if (seen === expected || found.state === expected) continue;
        const isSettled = isFinalTaskState(found.state as TaskRunState);
        throw new Deviation(`${task} is ${seen}, not ${word(expected)}`, { isSettled });
      }
    });
  },
  /** Waits until this is why a task waits. */
  why: (play, { task, run, code }) =>
    play.until(async () => {
      const { answer: given } = await play.client.taskRuns.why((await play.taskRun(word(task), wordIfAny(run))).id);
      if (given.code !== code) throw new Deviation(`${word(task)} waits for ${given.code}, not ${word(code)}`);
    }),
};

function answer(verb: 'approve' | 'reject'): Act {
  return async (play, { task, run, ...given }) => {
    const { id } = await openApproval(play, task, run);
    await play.client.approvals[verb](id, given);
  };
}

const openApproval = (play: Play, task: Json | undefined, run: Json | undefined): Promise<Approval> =>
  play.until(async () => {
    const { items } = await play.client.approvals.list({ run: play.runId(wordIfAny(run)), state: ['open'] });
    const open = items.find((one) => one.task === task);
    if (!open) throw new Deviation(`${word(task)} does not ask`);
    return open;
  });

async function reachedState(play: Play, id: string, state: string): Promise<void> {
  const run = await play.reached(id, state);
  if (run.state !== state) throw new Deviation(`the run ended as ${stateText(run.state, run.reason)}, not ${state}`);
}

export const STEP_NAMES: readonly string[] = Object.keys(STEPS);

/** Tasks by name are those of `until` alone: there a map that has none of these fields is one of tasks. */
const UNTIL_FIELDS = ['run', 'state', 'tasks'];

function fieldsOf(verb: string, argument: Json | undefined): Fields {
  if (argument === undefined || argument === null) return {};
  if (typeof argument !== 'object') return { [SHORT[verb] ?? 'task']: argument };
  const fields = argument as JsonObject;
  if (verb === 'until' && !Object.keys(fields).some((key) => UNTIL_FIELDS.includes(key))) return { tasks: fields };
  return fields;
}

/** @throws Deviation when it is refused and should not be, or should be and is not */
export async function perform(play: Play, step: Step): Promise<void> {
  const [verb = '', argument] = typeof step === 'string' ? [step] : (Object.entries(step).at(0) ?? []);
  const act = STEPS[verb];
  if (!act) throw new Error(`a script knows no "${verb}", but ${STEP_NAMES.join(', ')}`);
  const { refused, ...fields } = fieldsOf(verb, argument);
  try {
    await act(play, fields);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === refused || error.errors.some(({ code }) => code === refused)) return;
    throw new Deviation(`${verb} is refused: ${error.code} ${error.message}`, { cause: error });
  }
  if (refused !== undefined) throw new Deviation(`${verb} is not refused as ${word(refused)}`);
}
