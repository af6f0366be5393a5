/** Where a file of a document lies, in the terms of the document's own path. */
export function pathBeside(documentPath: string, file: string): string {
  const folder = documentPath.includes('/') ? documentPath.slice(0, documentPath.lastIndexOf('/') + 1) : '';
  return folder + file.replace(/^(\.\/)+/, '');
}
