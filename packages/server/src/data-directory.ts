/** What a machine keeps: `run/` who runs now (private), `postgres/` the private database, `worker/` its state. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

export interface DataDirectory {
  readonly root: string;
  /** Addresses and tokens of what runs; mode 0700. */
  readonly run: string;
  readonly worker: string;
}

export async function openDataDirectory(root: string): Promise<DataDirectory> {
  const places: DataDirectory = { root, run: path.join(root, 'run'), worker: path.join(root, 'worker') };
  try {
    // Others may pass through, not look: as root, PostgreSQL runs as somebody else below.
    await mkdir(root, { recursive: true, mode: 0o711 });
    await mkdir(places.run, { recursive: true, mode: 0o700 });
    await mkdir(places.worker, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Error(`the data directory ${root} cannot be written; choose another with CARILLON_DATA_DIR`, { cause });
  }
  return places;
}
