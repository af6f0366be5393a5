import type { PageOf, RemoveSecret, Secret, SecretUse, SetSecret } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

/** Neither: the whole tenant, or any in a filter. */
export interface Level {
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
}

export interface Secrets {
  /** Makes it, or gives it a new value. There is no way to read one. */
  set(secret: SetSecret): Promise<Secret>;
  list(filter?: Level & { readonly name?: string | undefined }): Promise<PageOf<Secret>>;
  remove(secret: RemoveSecret): Promise<void>;
  /** Workflows whose live version, and channels that, name it. */
  usage(name: string, level?: Level): Promise<PageOf<SecretUse>>;
}

/** A level is said, never taken from the client's environment. */
export const OWN_LEVEL = { environment: undefined };

export function createSecrets({ json }: Transport): Secrets {
  return {
    set: (body) => json({ method: 'POST', path: '/secrets', body }),
    list: (filter = {}) => json({ path: '/secrets', query: { ...OWN_LEVEL, ...filter } }),
    remove: (body) => json({ method: 'POST', path: '/secrets/remove', body }),
    usage: (name, level = {}) => json({ path: path`/secrets/${name}/usage`, query: { ...OWN_LEVEL, ...level } }),
  };
}
