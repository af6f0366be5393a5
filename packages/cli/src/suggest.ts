/** `did you mean 'load'?`, or nothing. Only who made a mistake pays for loading what finds the near name. */
export async function didYouMean(text: string, candidates: readonly string[]): Promise<string | undefined> {
  const { nearestName } = await import('@carillon/core/nearest-name');
  const near = nearestName(text, candidates);
  return near === undefined ? undefined : `did you mean '${near}'?`;
}

const MAX_NAMED = 20;

/** The near name, or else what there is to choose from. */
export async function suggestFrom(text: string, candidates: readonly string[]): Promise<string> {
  const near = await didYouMean(text, candidates);
  if (near !== undefined) return near;
  if (candidates.length === 0) return 'there is none to choose';
  return `it has ${candidates.slice(0, MAX_NAMED).join(', ')}${candidates.length > MAX_NAMED ? ', …' : ''}`;
}
