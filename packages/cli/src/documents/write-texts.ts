import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** By paths within the folder, whose folders are made. */
export async function writeTexts(folder: string, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}
