/**
 * Takes secrets out of what an attempt says, before anything of it leaves this process or touches a disk. A
 * safety net for what a task prints by mistake: one that wants to give a secret away always can.
 */
import type { Json, JsonObject, Reason, SaidText } from '@carillon/core';
import { maskPatterns } from './mask-patterns.ts';

export interface Masker {
  /** For one stream of bytes, of which a secret may come in pieces. */
  stream(): StreamMask;
  text(text: string): string;
  output(output: JsonObject): JsonObject;
  reason(reason: Reason): Reason;
}

export interface StreamMask {
  /** What may be shown by now; at most a suffix that begins a secret is held back. */
  push(bytes: Uint8Array): Uint8Array;
  /** What was held back. */
  end(): Uint8Array;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const MASK = Buffer.from('***');
const EMPTY = Buffer.alloc(0);

/** Undefined where there is nothing to mask. */
export function createMasker(secrets: Readonly<Record<string, string>>): Masker | undefined {
  const values = Object.values(secrets);
  if (values.length === 0) return undefined;
  const patterns = maskPatterns(values);

  function text(shown: string): string {
    const bytes = Buffer.from(shown);
    const spans = spansIn(bytes, patterns);
    return spans.length === 0 ? shown : redacted(bytes, spans).toString('utf8');
  }

  function json(value: Json): Json {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(json);
    if (typeof value === 'object' && value !== null) return fields(value as JsonObject);
    // A secret of digits alone may come as a number.
    const shown = String(value);
    return text(shown) === shown ? value : MASK.toString();
  }
  const fields = (object: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(object).map(([name, value]) => [text(name), json(value)]));

  return {
    text,
    output: fields,
    reason: ({ code, params, said }) => ({
      code,
      ...(params && { params: fields(params) as NonNullable<Reason['params']> }),
      ...(said && { said: json(said as unknown as Json) as unknown as SaidText }),
    }),
    stream() {
      let held = EMPTY;
      return {
        push(bytes) {
          const data =
            held.length === 0
              ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
              : Buffer.concat([held, bytes]);
          const spans = spansIn(data, patterns);
          const begun = beginsAt(data, patterns);
          // A secret that has come whole, but may be the front of more, waits as a whole.
          const cut = spans.find(({ start, end }) => start < begun && begun < end)?.start ?? begun;
          held = Buffer.from(data.subarray(cut));
          return redacted(
            data.subarray(0, cut),
            spans.filter(({ end }) => end <= cut),
          );
        },
        end() {
          const rest = redacted(held, spansIn(held, patterns));
          held = EMPTY;
          return rest;
        },
      };
    },
  };
}

/** Where secrets stand, in order; those that overlap or touch as one. */
function spansIn(data: Buffer, patterns: readonly Buffer[]): readonly Span[] {
  const found: Span[] = [];
  for (const pattern of patterns)
    for (let at = data.indexOf(pattern); at >= 0; at = data.indexOf(pattern, at + 1))
      found.push({ start: at, end: at + pattern.length });
  const merged: Span[] = [];
  for (const span of found.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push(span);
  }
  return merged;
}

/** From where on the data may be the front of a secret whose rest is still to come; its length where it is none. */
function beginsAt(data: Buffer, patterns: readonly Buffer[]): number {
  let earliest = data.length;
  for (const pattern of patterns) {
    const first = pattern[0] as number;
    const from = Math.max(0, data.length - pattern.length + 1);
    for (let at = data.indexOf(first, from); at >= 0 && at < earliest; at = data.indexOf(first, at + 1)) {
      if (data.compare(pattern, 0, data.length - at, at) === 0) earliest = at;
    }
  }
  return earliest;
}

function redacted(data: Buffer, spans: readonly Span[]): Buffer {
  if (spans.length === 0) return data;
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { start, end } of spans) {
    pieces.push(data.subarray(from, start), MASK);
    from = end;
  }
  return Buffer.concat([...pieces, data.subarray(from)]);
}
