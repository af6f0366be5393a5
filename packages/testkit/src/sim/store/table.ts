/** Rows in memory under a key that is unique, and transactions over them: a change that throws leaves nothing behind. */

export interface Journal {
  note(undo: () => void): void;
  /** All of it or nothing, as nobody else sees it half done. */
  atomically<T>(work: () => T): T;
}

export function createJournal(): Journal {
  let undos: (() => void)[] | undefined;
  return {
    note: (undo) => void undos?.push(undo),
    atomically(work) {
      if (undos) return work();
      undos = [];
      try {
        return work();
      } catch (error) {
        for (const undo of undos.toReversed()) undo();
        throw error;
      } finally {
        undos = undefined;
      }
    },
  };
}

/** What PostgreSQL says when a constraint or one of the schema's guards is broken. */
export class ConstraintError extends Error {
  override readonly name = 'ConstraintError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Table<K, R extends object> {
  get(key: K): R | undefined;
  has(key: K): boolean;
  /** In the order in which they were inserted. */
  values(): Iterable<R>;
  entries(): readonly (readonly [K, R])[];
  readonly size: number;
  insert(key: K, row: R): R;
  update(row: R, changes: Partial<R>): R;
  delete(key: K): R | undefined;
}

/** @param guard throws at a change that the schema's triggers refuse */
export function createTable<K, R extends object>(
  journal: Journal,
  name: string,
  guard?: (row: R, changes: Partial<R>) => void,
): Table<K, R> {
  const rows = new Map<K, R>();
  return {
    get: (key) => rows.get(key),
    has: (key) => rows.has(key),
    values: () => rows.values(),
    entries: () => [...rows.entries()],
    get size() {
      return rows.size;
    },
    insert(key, row) {
      if (rows.has(key)) throw new ConstraintError('23505', `${name} has a row ${String(key)} already`);
      rows.set(key, row);
      journal.note(() => rows.delete(key));
      return row;
    },
    update(row, changes) {
      guard?.(row, changes);
      const before = { ...row };
      journal.note(() => Object.assign(row, before));
      return Object.assign(row, changes);
    },
    delete(key) {
      const row = rows.get(key);
      if (row === undefined) return undefined;
      rows.delete(key);
      journal.note(() => rows.set(key, row));
      return row;
    },
  };
}

export interface Log<R> {
  readonly rows: readonly R[];
  append(row: R): void;
}

/** A table that only grows. */
export function createLog<R>(journal: Journal): Log<R> {
  const rows: R[] = [];
  return {
    rows,
    append(row) {
      rows.push(row);
      journal.note(() => rows.pop());
    },
  };
}
