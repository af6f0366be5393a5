import type { Artifact } from '@carillon/protocol';
import type { Call, Transport } from '../transport.ts';

export interface Download {
  readonly contentType: string;
  readonly body: ReadableStream<Uint8Array>;
}

export interface Artifacts {
  /** Opens the artifact; nothing is kept in memory. */
  download(artifact: Pick<Artifact, 'url'>): Promise<Download>;
}

export function createArtifacts(transport: Transport): Artifacts {
  return { download: ({ url }) => openDownload(transport, { path: url }) };
}

export async function openDownload({ open }: Transport, call: Call): Promise<Download> {
  const response = await open({ ...call, headers: { accept: '*/*' }, streaming: true });
  return {
    contentType: response.headers.get('content-type') ?? 'application/octet-stream',
    body: response.body ?? new Blob([]).stream(),
  };
}
