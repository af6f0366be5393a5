/** Servers and workers as processes of their own. What dies without having been told to is written down, and started again. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TcpProxy } from '@carillon/testkit/services';
import { type Program, type Settings, startProgram } from '../e2e/program.ts';

export interface Node {
  readonly name: string;
  /** Its ways to others: servers' to the store, workers' to the servers. */
  readonly ways: readonly TcpProxy[];
  /** Moves its wall clock, as libfaketime writes it; undefined: nothing can. */
  readonly setClock: ((offset: string) => Promise<void>) | undefined;
  program(): Program;
  /** What all its lives have printed. */
  said(): string;
  /** SIGKILL; somebody must start it again. */
  kill(): Promise<void>;
  /** SIGTERM, so many times at once, and its end; somebody must start it again. */
  drain(signals: number): Promise<void>;
  /** Until it is up; whoever finds no store or no port is started again. */
  start(): Promise<void>;
}

export interface NodeParts {
  readonly name: string;
  readonly words: readonly string[];
  readonly settings: Settings;
  readonly ways: readonly TcpProxy[];
  readonly isUp: (program: Program) => Promise<boolean>;
  readonly directory: string;
  /** Preloaded, where its clock is to be moved. */
  readonly faketime: string | undefined;
  readonly onDeath: (sentence: string) => void;
  /** Root of the tree whose program the next life runs; this one when absent. */
  readonly root?: (() => string) | undefined;
}

const LAST_LINES = 5;
const POLL_MS = 100;
/** Far above what the slowest machine needs: it only ends what would never end. */
const START_LIMIT_MS = 300_000;

export async function createNode(parts: NodeParts): Promise<Node> {
  const { name, words, ways, isUp, directory, faketime, onDeath, root } = parts;
  const clockFile = path.join(directory, `${name}.clock`);
  const setClock = faketime === undefined ? undefined : (offset: string) => writeFile(clockFile, offset);
  await mkdir(path.join(directory, name), { recursive: true });
  await setClock?.('+0');
  const settings = {
    CARILLON_DATA_DIR: path.join(directory, name),
    ...parts.settings,
    ...(faketime === undefined
      ? {}
      : {
          LD_PRELOAD: faketime,
          FAKETIME_TIMESTAMP_FILE: clockFile,
          // Read once a second, and not at every look at the clock.
          FAKETIME_CACHE_DURATION: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        }),
  };
  const lives: Program[] = [];
  let isExpected = false;
  /** Who starts or ends it last has the say. */
  let turn = 0;
  const current = (): Program => lives.at(-1) as Program;
  const end = async (signal: 'SIGTERM' | 'SIGKILL', times: number): Promise<number | null> => {
    turn += 1;
    isExpected = true;
    if (lives.length === 0) return null;
    for (let i = 0; i < times; i++) current().signal(signal);
    return (await current().ended).code;
  };
  const launch = (): Program => {
    const life = startProgram(words, settings, root ? { root: root() } : {});
    lives.push(life);
    void life.ended.then(({ code, err }) => {
      if (isExpected || life !== current()) return;
      onDeath(`${name} ended by itself (exit ${code}): ${err.split('\n').slice(-LAST_LINES).join(' ')}`);
      start().catch((error: unknown) => onDeath(String(error)));
    });
    return life;
  };
  const start = async (): Promise<void> => {
    const own = (turn += 1);
    const isOwn = (): boolean => own === turn;
    isExpected = true;
    const giveUp = Date.now() + START_LIMIT_MS;
    while (isOwn()) {
      if (lives.length === 0 || current().hasEnded()) launch();
      if (await isUp(current())) break;
      if (Date.now() > giveUp) throw new Error(`${name} does not start:\n${current().said()}`);
      await delay(POLL_MS);
    }
    if (isOwn()) isExpected = false;
  };
  return {
    name,
    ways,
    setClock,
    program: current,
    said: () => lives.map((life) => life.said()).join(''),
    kill: async () => void (await end('SIGKILL', 1)),
    async drain(signals) {
      const code = await end('SIGTERM', signals);
      // A second TERM is an order to drop everything: its exit says so.
      if (signals === 1 && code !== 0) onDeath(`${name} was asked to end and did so with exit ${code}`);
    },
    start,
  };
}
