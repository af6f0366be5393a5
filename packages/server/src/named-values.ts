/** Lists of `name=value`, as settings have them. */

/** @throws RangeError for an entry without a name or a value */
export function namedValues(setting: string, entries: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.map((entry) => {
      const [, name, value] = /^([^=\s]+)=(.+)$/.exec(entry) ?? [];
      if (name === undefined || value === undefined) throw new RangeError(`${setting}: "${entry}" must be name=value`);
      return [name, value];
    }),
  );
}
