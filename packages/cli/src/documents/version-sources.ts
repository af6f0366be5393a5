/** A published version as documents and files again: to be changed, exported, or published once more. */
import type { SourceSet } from './read-documents.ts';

export interface PublishedText {
  readonly source: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Its files lie beside the document, where its tasks name them. */
export const versionSources = (workflow: string, { source, files }: PublishedText): SourceSet => ({
  documents: [{ path: `${workflow}.yaml`, text: source }],
  files,
});
