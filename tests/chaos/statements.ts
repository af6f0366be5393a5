/**
 * The statements that a server has the store carry out, as they pass by on their way, and points at which it can be
 * struck: before the store has heard of one, or when it has carried it out and the server does not know yet. In between
 * a server only thinks, so these are all the points at which its death leaves something different behind.
 */
import type { Watcher } from '@carillon/testkit/services';

/** `within`: while a transaction is open and there is more to come; what has begun passes. */
export type Moment = 'before' | 'after' | 'within';

export interface Point {
  readonly moment: Moment;
  readonly statement: string;
}

export interface Statements {
  /** Of the connections of one server. */
  readonly watch: () => Watcher;
  /** Points that this server has passed of late. */
  passed(moments: readonly Moment[]): readonly Point[];
  /** Whether it comes there in time: it stands there then, and nothing more passes on that connection but within. */
  reaches(point: Point, withinMs: number): Promise<boolean>;
}

const LATE_MS = 10_000;
interface Awaited {
  readonly point: Point;
  state: 'waiting' | 'reached' | 'given up';
  readonly onReached: () => void;
}

/** Of a statement without a name. */
const TOLD_LETTERS = 40;
const WRITES = /\b(insert|update|delete|commit)\b/i;

export function watchStatements(): Statements {
  const passed = new Map<string, Point & { readonly at: number }>();
  let awaited: Awaited | undefined;

  /** Whether it is the one that is waited for. */
  const isAwaited = (moment: Moment, statement: string): boolean => {
    passed.set(`${moment} ${statement}`, { moment, statement, at: performance.now() });
    return awaited?.point.moment === moment && awaited.point.statement === statement;
  };
  const reach = (): void => {
    if (awaited) awaited.state = 'reached';
    awaited?.onReached();
    awaited = undefined;
  };

  const watch = (): Watcher => {
    const messages = createMessageReader();
    const texts = new Map<string, string>();
    let transaction: string | undefined;
    let keptFor: Awaited | undefined;

    /** False keeps it back. */
    const asked = (name: string, text: string): boolean => {
      if (text === 'begin') transaction = '';
      if (text === 'rollback') transaction = undefined;
      if (!WRITES.test(text)) return true;
      const told = text === 'commit' ? `commit of ${transaction ?? ''}` : name || text.trim().slice(0, TOLD_LETTERS);
      if (isAwaited('before', told)) {
        reach();
        return false;
      }
      if (text === 'commit') transaction = undefined;
      else if (transaction !== undefined) {
        transaction = told;
        if (isAwaited('within', told)) reach();
      }
      if (isAwaited('after', told)) keptFor = awaited;
      return true;
    };
    return {
      up(bytes) {
        for (const { type, body } of messages(bytes)) {
          if (type === 'Q' && !asked('', textAt(body, 0).text)) return false;
          if (type === 'P') {
            const { text: name, end } = textAt(body, 0);
            texts.set(name, textAt(body, end).text);
          }
          if (type === 'B') {
            const { text: name } = textAt(body, textAt(body, 0).end);
            if (!asked(name, texts.get(name) ?? '')) return false;
          }
        }
        return true;
      },
      down(bytes) {
        // Who gave up waiting strikes nobody: the server is told after all.
        if (keptFor?.state === 'given up') keptFor = undefined;
        if (keptFor?.state === 'waiting' && isEndOfAnswer(bytes)) reach();
        return keptFor === undefined;
      },
    };
  };

  return {
    watch,
    passed: (moments) =>
      Array.from(passed.values()).filter(
        ({ moment, at }) => moments.includes(moment) && performance.now() - at < LATE_MS,
      ),
    reaches: (point, withinMs) =>
      new Promise((resolve) => {
        const onReached = (): void => {
          clearTimeout(timer);
          resolve(true);
        };
        const own: Awaited = { point, state: 'waiting', onReached };
        const timer = setTimeout(() => {
          own.state = 'given up';
          awaited = undefined;
          resolve(false);
        }, withinMs);
        awaited = own;
      }),
  };
}

interface Message {
  readonly type: string;
  readonly body: Buffer;
}

/** Messages of a client, of which pieces come in any lengths: a type of one byte, and a length that counts itself. */
function createMessageReader(): (bytes: Buffer) => readonly Message[] {
  let rest: Buffer = Buffer.alloc(0);
  // The first one has no type.
  let isFirst = true;
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const found: Message[] = [];
    for (;;) {
      const at = isFirst ? 0 : 1;
      if (rest.length < at + 4) return found;
      const end = at + rest.readInt32BE(at);
      if (rest.length < end) return found;
      found.push({ type: isFirst ? '' : String.fromCharCode(rest[0] ?? 0), body: rest.subarray(at + 4, end) });
      rest = rest.subarray(end);
      isFirst = false;
    }
  };
}

/** Up to its zero. */
function textAt(body: Buffer, from: number): { readonly text: string; readonly end: number } {
  const zero = body.indexOf(0, from);
  return { text: body.toString('utf8', from, zero), end: zero + 1 };
}

/** `ReadyForQuery`, behind which the server says nothing until it is asked again: what it carried out has committed. */
const isEndOfAnswer = (bytes: Buffer): boolean =>
  bytes.length >= 6 && bytes.subarray(-6, -1).equals(Buffer.from([0x5a, 0, 0, 0, 5]));
