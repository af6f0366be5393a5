/** Secrets that are handed out, and their hashes, which alone are kept. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as text. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
