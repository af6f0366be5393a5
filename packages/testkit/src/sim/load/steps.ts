/** What is done to a cluster, decided beforehand by the seed: a list of which any part can be left out. */
import { createChances, type Chances } from '../chances.ts';

/** One fault, or one command of a person. Its own seed decides its details, whatever else is done. */
export interface Step {
  readonly at: number;
  readonly what: string;
  readonly seed: number;
}

/** Weights of what is drawn, by name. */
export type Mix = Readonly<Record<string, number>>;

export interface Shape {
  /** Virtual milliseconds until everything is healed and left to come to rest. */
  readonly lengthMs: number;
  readonly servers: number;
  readonly workers: number;
  readonly slots: number;
  /** Mean time between two of them. */
  readonly faultEveryMs: number;
  readonly commandEveryMs: number;
  readonly faults: Mix;
  readonly commands: Mix;
}

function draw(chances: Chances, mix: Mix): string {
  const entries = Object.entries(mix);
  let left = chances.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return entries.at(-1)?.[0] ?? '';
}

function drawn(chances: Chances, mix: Mix, everyMs: number, lengthMs: number): readonly Step[] {
  const steps: Step[] = [];
  // Exponential gaps: now and then several come at once.
  const gap = (): number => -Math.log(1 - chances.next()) * everyMs;
  for (let at = gap(); at < lengthMs; at += gap())
    steps.push({ at: Math.floor(at), what: draw(chances, mix), seed: chances.below(2 ** 32) });
  return steps;
}

export function planSteps(seed: number, shape: Shape): readonly Step[] {
  const chances = createChances(seed ^ 0x5eed);
  return [
    ...drawn(chances, shape.faults, shape.faultEveryMs, shape.lengthMs),
    ...drawn(chances, shape.commands, shape.commandEveryMs, shape.lengthMs),
  ].sort((a, b) => a.at - b.at);
}
