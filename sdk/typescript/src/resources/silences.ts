import type { CreateSilence, PageOf, PreviewSilence, Silence, SilencePreview } from '@carillon/protocol';
import type { Transport } from '../transport.ts';
import { path } from './path.ts';

export interface SilenceFilter {
  readonly environment?: string | undefined;
  readonly project?: string | undefined;
  /** True: those that have not ended. */
  readonly active?: boolean | undefined;
}

/** What nobody is told of for a while. A cause that was not known when it was made is told of all the same. */
export interface Silences {
  list(filter?: SilenceFilter): Promise<PageOf<Silence>>;
  /** What it would have muted. */
  preview(scope: PreviewSilence): Promise<SilencePreview>;
  /** A key of its own is sent with it when none is given, so that a repeated call makes one silence. */
  create(silence: CreateSilence, options?: { readonly idempotencyKey?: string | undefined }): Promise<Silence>;
  remove(id: string): Promise<Silence>;
}

export function createSilences({ json }: Transport): Silences {
  return {
    list: (filter = {}) => json({ path: '/silences', query: { ...filter } }),
    preview: (body) => json({ method: 'POST', path: '/silences/preview', body }),
    create: (body, { idempotencyKey = crypto.randomUUID() } = {}) =>
      json({ method: 'POST', path: '/silences', body, idempotencyKey }),
    remove: (id) => json({ method: 'DELETE', path: path`/silences/${id}` }),
  };
}
