/** Which methods an address takes, for the answer to a wrong one. Off the hot path: asked only then. */
import type { RouteOptions } from 'fastify';

export function allowedMethods(routes: readonly RouteOptions[], path: string): string[] {
  const methods = routes
    .filter((route) => !route.url.endsWith('*') && matches(route.url, path))
    .flatMap((route) => route.method);
  return [...new Set(methods)].sort();
}

function matches(pattern: string, path: string): boolean {
  const expected = pattern.split('/');
  const actual = path.split('/');
  return expected.length === actual.length && expected.every((part, i) => part.startsWith(':') || part === actual[i]);
}
