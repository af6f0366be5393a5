type Search = Readonly<Record<string, unknown>>;

/** The server keeps names in an order of its own, and a list of filters means the same in every order. */
export const isSameSearch = (a: Search, b: Search): boolean => textOf(a) === textOf(b);

const textOf = (search: Search): string =>
  JSON.stringify(
    Object.entries(search)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.map(String).sort() : value])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
