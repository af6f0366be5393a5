/** What tasks did outside of the platform, as they wrote it down themselves (FAULTS §3): nothing of it is the store's. */
export interface Execution {
  readonly runId: string;
  readonly taskNo: number;
  readonly attemptId: string;
  readonly fence: number;
  readonly worker: string;
  readonly from: number;
  /** Undefined while it goes on. */
  to: number | undefined;
  /** Its worker was frozen meanwhile, and could not have stopped it. */
  isExcused: boolean;
}

export interface Ledger {
  readonly executions: readonly Execution[];
  begin(execution: Omit<Execution, 'to' | 'isExcused'>): Execution;
}

export function createLedger(): Ledger {
  const executions: Execution[] = [];
  return {
    executions,
    begin(execution) {
      const begun: Execution = { ...execution, to: undefined, isExcused: false };
      executions.push(begun);
      return begun;
    },
  };
}
