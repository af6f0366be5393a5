import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { askStaleAgain, oldestStale } from './stale.ts';

it('finds what is shown and could not be read anew, oldest first, until it is there again', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  let isDown = false;
  const queryFn = () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve('new'));
  const watched = ['workers', 'runs', 'hidden'].map((noun, n) => {
    client.setQueryData([noun], 'old', { updatedAt: 1_000 + n });
    return new QueryObserver(client, { queryKey: [noun], queryFn, staleTime: Number.POSITIVE_INFINITY });
  });
  const [workers, runs] = watched.map((observer) => observer.subscribe(() => {}));
  expect(oldestStale(client)).toBeUndefined();

  isDown = true;
  await client.refetchQueries();
  expect(oldestStale(client)).toMatchObject({ data: 'old', dataUpdatedAt: 1_000, error: new Error('down') });
  // A page that was left has nothing to say.
  workers?.();
  expect(oldestStale(client)).toMatchObject({ dataUpdatedAt: 1_001 });

  isDown = false;
  await askStaleAgain(client);
  expect(oldestStale(client)).toBeUndefined();
  runs?.();
  client.clear();
});
