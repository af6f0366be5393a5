/** Ends a switch over a closed set; the compiler complains when a member was forgotten. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value: ${String(value)}`);
}
