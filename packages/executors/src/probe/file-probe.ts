/** Looks at files wherever a wait names them; always answers in time. */
import { setTimeout as delay } from 'node:timers/promises';
import { type FileProbe, type FileSight, type FileTarget, said } from '@carillon/plugin-api';
import { createEgressClient } from '../egress/client.ts';
import type { EgressRules } from '../egress/destination.ts';
import { lookAtLocalFile } from './local-file.ts';
import { lookAtObject } from './s3-object.ts';
import { lookAtUrl } from './web-file.ts';

export interface FileProbeOptions extends EgressRules {
  /** Below which local files may be looked at; none: no local file. */
  readonly directories: readonly string[];
}

export function createFileProbe({ directories, ...rules }: FileProbeOptions): FileProbe {
  const egress = createEgressClient(rules);
  const lookNow = (target: FileTarget, signal: AbortSignal): Promise<FileSight> => {
    if ('path' in target) return lookAtLocalFile(target.path, directories);
    return 'url' in target ? lookAtUrl(egress, target, signal) : lookAtObject(egress, target, signal);
  };
  return {
    async look(target, timeoutMs) {
      const over = new AbortController();
      try {
        // A file system may hang as well, and cannot be told to stop.
        return await Promise.race([
          lookNow(target, AbortSignal.any([over.signal, AbortSignal.timeout(timeoutMs)])),
          delay(timeoutMs + GRACE_MS, LATE, { signal: over.signal }),
        ]);
      } finally {
        over.abort();
      }
    },
  };
}

/** For a request that is told to stop to say so itself. */
const GRACE_MS = 500;
const LATE: FileSight = { kind: 'unreachable', message: said`no answer in time` };
