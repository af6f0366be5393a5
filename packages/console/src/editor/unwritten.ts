/** Texts that were typed beside the document, by where they belong in it, until it says them. */
export type Unwritten = Map<string, string>;

/**
 * What the document refuses stays, to be tried again.
 * @param write tells whether the document says the text now
 * @returns whether nothing is left to write
 */
export async function writeTyped(
  unwritten: Unwritten,
  at: string,
  write: (text: string) => Promise<boolean>,
): Promise<boolean> {
  const text = unwritten.get(at);
  if (text === undefined) return true;
  if (!(await write(text))) return false;
  // Whoever typed on meanwhile has a newer text, which is written by itself.
  if (unwritten.get(at) === text) unwritten.delete(at);
  return true;
}
