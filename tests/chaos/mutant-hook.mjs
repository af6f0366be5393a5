// Preloaded into the processes under attack: replaces pieces of the product's modules as they are loaded.
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const edits = JSON.parse(process.env.CHAOS_EDITS ?? '[]');

if (isMainThread) register(import.meta.url);

/** Called by Node, in a thread of its own. */
export async function load(url, context, next) {
  const loaded = await next(url, context);
  const own = url.startsWith('file:') ? edits.filter(({ file }) => file === fileURLToPath(url)) : [];
  if (own.length === 0) return loaded;
  let source = String(loaded.source);
  for (const { from, to } of own) source = source.replace(from, () => to);
  return { ...loaded, source };
}
