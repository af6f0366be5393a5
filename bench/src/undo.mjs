// What the bench has started never outlives it: it is undone after use, and when the bench is interrupted.

/** Exit codes as shells count them. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Of all that has been started, in that order. */
const pending = new Set();

/** @returns `undo`, which does it once however often it is called; an interrupted bench calls it as well */
export function toUndo(act) {
  let done;
  const undo = () => (done ??= act().finally(() => pending.delete(undo)));
  pending.add(undo);
  return undo;
}

/** What `use` gives; then, however it ended, `act` is done. */
export async function undoneAfter(act, use) {
  const undo = toUndo(act);
  try {
    return await use();
  } finally {
    await undo();
  }
}

/** Does the work. A signal undoes what was started, and exits; what fails because of that is not told of. */
export async function unlessInterrupted(work) {
  let isInterrupted = false;
  for (const [signal, code] of Object.entries(SIGNALS))
    process.on(signal, () => {
      // One Ctrl-C comes from the terminal and once more from npm.
      if (isInterrupted) return;
      isInterrupted = true;
      // A bench that is part of another gets TERM of it, which has said so.
      if (signal !== 'SIGTERM') process.stderr.write('stopping…\n');
      void undoAll().finally(() => process.exit(code));
    });
  const unlessUndoing = (error) => {
    if (!isInterrupted) throw error;
  };
  // What a workload has begun and not awaited yet fails when its platform goes.
  process.on('unhandledRejection', unlessUndoing);
  await work().catch(unlessUndoing);
}

/** The last one first, with what is started meanwhile. */
async function undoAll() {
  for (let undo = [...pending].at(-1); undo; undo = [...pending].at(-1))
    await undo().catch((error) => process.stderr.write(`${error.stack}\n`));
}
