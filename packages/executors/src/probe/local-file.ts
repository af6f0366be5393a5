/**
 * Files on the server's own disk, below the directories that the operator named and nowhere else: neither `..` nor a
 * link leads out of them, and nothing is said of what lies outside, not even whether it is there.
 */
import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { type FileSight, said } from '@carillon/plugin-api';

const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/** @param directories absolute, as they are configured */
export async function lookAtLocalFile(target: string, directories: readonly string[]): Promise<FileSight> {
  if (target.includes('\0') || !path.isAbsolute(target)) return { kind: 'refused', why: 'no_path', of: shown(target) };
  const wanted = path.resolve(target);
  const allowed = directories.find((directory) => isInside(wanted, path.resolve(directory)));
  if (allowed === undefined) return outside(target);
  try {
    const [real, root] = await Promise.all([realpath(wanted), realpath(allowed)]);
    if (!isInside(real, root)) return outside(target);
    // Without following: what was no link a moment ago is none now.
    const seen = await lstat(real);
    if (!seen.isFile()) return { kind: 'absent', message: said`it is no regular file` };
    return { kind: 'there', size: seen.size, modifiedAt: seen.mtime, tag: String(seen.ino), facts: {} };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    return ABSENT.has(code) ? { kind: 'absent' } : { kind: 'unreachable', message: said`${code || message}` };
  }
}

function isInside(file: string, directory: string): boolean {
  const relative = path.relative(directory, file);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

const outside = (target: string): FileSight => ({ kind: 'refused', why: 'outside', of: shown(target) });

const shown = (target: string): string => JSON.stringify(target.slice(0, 200));
