/** One attack: load, faults as the seed draws them, healing, rest. What came of it is in the history and in the tally. */
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type Api, createApi } from './api.ts';
import { type Fault, type FaultName, FAULTS, failOver, type Frozen, type Kind, KINDS, lasting } from './faults.ts';
import { keepStarting, meddle, type Promised } from './hands.ts';
import { type ChaosHistory, readHistory } from './history.ts';
import { bootTime, readExecutions } from './ledger.ts';
import { type Gentleness, overOf, RACES, schedules, startedByHand, startedByTime } from './load.ts';
import { medianOf, type Probes, probing, travel } from './probe.ts';
import { createRandom, type Random } from './random.ts';
import { DATABASE, type Rig, SLOTS } from './rig.ts';
import { pauseSchedules, settle } from './settle.ts';
import { readStream } from './stream.ts';
import type { Trouble } from './story.ts';
import { noteTerms } from './terms.ts';

export interface Attack {
  readonly rig: Rig;
  readonly seed: number;
  readonly minutes: number;
  /** Only these, one at a time and each for long; undefined: whatever the seed draws. */
  readonly only: readonly FaultName[] | undefined;
  /** What they must meet many of. */
  readonly often: 'long' | 'race' | undefined;
  readonly say: (text: string) => void;
}

export interface Outcome {
  readonly history: ChaosHistory;
  /** Milliseconds, of faults that came alone. */
  readonly failOvers: Readonly<Record<string, readonly number[]>>;
  /** Of the machine: how long a small run took when nothing was wrong. */
  readonly probeMs: number;
  readonly restMs: number;
  readonly restBoundMs: number;
  /** Points around statements at which a server was struck, and how often. */
  readonly struck: Readonly<Record<string, number>>;
}

const HANDS = 5;
const HAND_PACE_MS = 500;
/** Between two long tasks, and two races at one server; with many of them, no more than there are slots for. */
const PACES_MS = { long: { usual: 4_000, often: 1_500 }, race: { usual: 6_000, often: 2_500 } };
const WARM_UP_MS = 8_000;
/** Of the time, when the standby takes over, and until when faults begin: some last most of a minute. */
const [FAIL_OVER_AFTER, FAULTS_UNTIL] = [0.6, 0.9];

export async function attack({ rig, seed, minutes, only, often, say }: Attack): Promise<Outcome> {
  const over = { hands: false, probes: false, all: false };
  const apiOf = (first: number) => createApi(rig.urls, rig.token, first, () => over.all);
  const admin = apiOf(0);
  const bootAt = await bootTime();
  await noteTerms(DATABASE, rig.primary().port);
  const refusals: string[] = [];
  const promised: Promised[] = [];
  await apply(admin, startedByHand(rig.ledger));
  await tellEveryFailure(admin);
  const gentleness = await gentlenessFor(admin);
  say(`load: an idle machine's by ${gentleness}`);
  const appliedAt = Date.now();
  await apply(admin, startedByTime(rig.ledger, gentleness));
  const stream = readStream(rig.urls, rig.token, 2);
  const witnessed = {
    isOver: () => over.hands,
    onPromise: (one: Promised) => void promised.push(one),
    onRefusal: (sentence: string) => void refusals.push(sentence),
  };
  const hands = Array.from({ length: HANDS }, (_, index) =>
    meddle({
      ...witnessed,
      api: apiOf(index),
      random: createRandom(seed + 1 + index),
      paceMs: HAND_PACE_MS * gentleness,
    }),
  );
  const paceOf = (workflow: keyof typeof PACES_MS, times: number): number =>
    often === workflow ? PACES_MS[workflow].often : PACES_MS[workflow].usual * times;
  hands.push(
    keepStarting('long', { ...witnessed, api: apiOf(0), paceMs: paceOf('long', 1) }),
    ...RACES.map((race, at) =>
      keepStarting(race, { ...witnessed, api: apiOf(at + 1), paceMs: paceOf('race', gentleness) }),
    ),
  );
  // Whatever goes wrong with one of them is told when all of them are waited for.
  const working = Promise.all(hands);
  working.catch((error: unknown) => refusals.push(String(error)));
  const probes = probing(apiOf(1), () => over.probes);
  await delay(WARM_UP_MS);
  say('warm');

  const inflicted = await inflict({ rig, minutes, only, random: createRandom(seed), probes, say });
  const startedAt = Date.now();
  say('everything is healed; no new work');
  over.hands = true;
  await writeFile(overOf(rig.ledger), '');
  await working.catch(() => undefined);
  const to = await pauseSchedules(admin);
  const rest = await settle({
    api: admin,
    rig,
    stream,
    probes,
    stopProbes: () => (over.probes = true),
    startedAt,
  });
  say(rest.isRested ? `at rest after ${rest.afterMs} ms` : `nothing has moved for ${rest.boundMs} ms: ${rest.open}`);
  over.all = true;
  await stream.stop();
  const executions = readExecutions(await readFile(rig.ledger, 'utf8'), bootAt);
  const history = await readHistory(rig.adminUrl(), {
    schedules: schedules(gentleness),
    appliedAt,
    to,
    promised,
    executions,
    frozen: inflicted.frozen,
    troubles: inflicted.troubles,
    alerts: rig.sink.received,
    seen: stream.seen,
    gaps: stream.gaps,
    survivors: (await rig.tasksLeft()).map(({ pid, command }) => `${pid} ${command}`),
    mistakes: [...rig.deaths, ...refusals],
    rested: rest.isRested,
    slots: SLOTS,
  });
  return {
    history,
    failOvers: inflicted.failOvers,
    probeMs: rest.probeMs,
    restMs: rest.afterMs,
    restBoundMs: rest.boundMs,
    struck: Object.fromEntries(
      Array.from(rig.struck, ([point, { hits }]) => [point, hits] as const).filter(([, hits]) => hits > 0),
    ),
  };
}

/** Each run that fails is to be told of, not each cause: one that is missed shows. */
async function tellEveryFailure(api: Api): Promise<void> {
  const rule = { project: 'default', everyFailure: true, tellRecovery: false };
  const { status, body } = await api.post('/alert-rules', rule);
  if (status !== 200) throw new Error(`the rule was refused: ${JSON.stringify(body)}`);
}

async function apply(api: Api, documents: readonly object[]): Promise<void> {
  const files = documents.map((one, index) => ({ path: `${index}.json`, text: JSON.stringify(one) }));
  const { status, body } = await api.post('/documents/apply', { documents: files });
  if (status !== 200) throw new Error(`the documents were refused: ${JSON.stringify(body)}`);
}

const TRIPS = 7;
/** Milliseconds of a small run above which a machine is taken for half as fast as one should be, and for worse. */
const [SLOW_MS, VERY_SLOW_MS] = [400, 900];

/** Well below what this machine can do now: overload is another test's. */
async function gentlenessFor(api: Api): Promise<Gentleness> {
  const trips: number[] = [];
  for (let i = 0; i < TRIPS; i++) trips.push(await travel(api));
  const ms = medianOf(trips);
  return ms < SLOW_MS ? 1 : ms < VERY_SLOW_MS ? 2 : 4;
}

type Infliction = Omit<Attack, 'seed' | 'often'> & { readonly random: Random; readonly probes: Probes };

interface Chosen {
  readonly name: string;
  readonly fault: Fault;
}

async function inflict({ rig, minutes, only, random, probes, say }: Infliction) {
  const troubles: Trouble[] = [];
  const frozen: Frozen[] = [];
  const failOvers: Record<string, number[]> = {};
  const begin = performance.now();
  const share = (): number => (performance.now() - begin) / (minutes * 60_000);
  const carryOut = async ({ name, fault }: Chosen, own: Random): Promise<Trouble> => {
    say(`fault ${name}`);
    const from = Date.now();
    await fault({ rig, random: own, onFrozen: (one) => frozen.push(one), say });
    const trouble = { what: name, from, to: Date.now() };
    troubles.push(trouble);
    say(`healed ${name} after ${trouble.to - from} ms`);
    return trouble;
  };
  const choose = (): readonly Chosen[] => {
    if (only) {
      const name = random.pick(only);
      return [{ name, fault: lasting(name) }];
    }
    if (share() > FAIL_OVER_AFTER && rig.standby()) return [{ name: 'store_fail_over', fault: failOver }];
    return drawKinds(random).map((kind) => {
      const [name, fault] = random.pick(Object.entries<Fault>(FAULTS[kind]));
      return { name, fault };
    });
  };
  while (share() < FAULTS_UNTIL) {
    const chosen = choose().map((one) => ({ one, own: createRandom(Math.floor(random.next() * 2 ** 31)) }));
    const done = await Promise.all(chosen.map(({ one, own }) => carryOut(one, own)));
    const [alone, ...others] = done;
    if (!only && alone && others.length === 0)
      (failOvers[alone.what] ??= []).push(await probes.slowest(alone.from, alone.to));
    await rig.spread();
    await delay(random.between(500, 4_000));
  }
  return { troubles, frozen, failOvers };
}

/** Mostly one, at times two or three at once. */
function drawKinds(random: Random): readonly Kind[] {
  const dice = random.next();
  const count = dice < 0.65 ? 1 : dice < 0.9 ? 2 : 3;
  const left = [...KINDS];
  return Array.from({ length: count }, () => {
    const kind = random.pick(left);
    left.splice(left.indexOf(kind), 1);
    return kind;
  });
}
