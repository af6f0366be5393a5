import type { Artifact } from '@carillon/protocol';
import type { Transport } from '../transport.ts';

export interface Download {
  readonly contentType: string;
  readonly body: ReadableStream<Uint8Array>;
}

export interface Artifacts {
  /** Opens the artifact; nothing is kept in memory. */
  download(artifact: Pick<Artifact, 'url'>): Promise<Download>;
}

export function createArtifacts({ open }: Transport): Artifacts {
  return {
    download: async ({ url }) => {
      const response = await open({ path: url, headers: { accept: '*/*' }, streaming: true });
      return {
        contentType: response.headers.get('content-type') ?? 'application/octet-stream',
        body: response.body ?? new Blob([]).stream(),
      };
    },
  };
}
