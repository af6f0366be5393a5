import { describe, expect, it } from 'vitest';
import { checkGivenDatabase } from './given-database.ts';

describe('checkGivenDatabase', () => {
  it('names the place and the setting where nothing listens, and keeps the password', async () => {
    const refused = await checkGivenDatabase('postgres://me:hidden@127.0.0.1:1/mine').catch((error: Error) => error);
    expect(refused?.message).toContain(
      'CARILLON_DATABASE_URL: the database at 127.0.0.1:1/mine cannot be used: connect ECONNREFUSED 127.0.0.1:1. Start PostgreSQL there',
    );
    expect(refused?.message).not.toContain('hidden');
  });

  it.each(['nonsense', 'http://127.0.0.1/x', ''])('says how an address is written instead of %j', async (text) => {
    await expect(checkGivenDatabase(text)).rejects.toThrow('write it as postgres://user:password@host:5432/name');
  });
});
