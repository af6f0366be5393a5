/** An object of an S3 store, by a signed HEAD. Signed by aws4fetch, sent like any request of a task. */
import { type FileSight, type FileTarget, said } from '@carillon/plugin-api';
import { AwsV4Signer } from 'aws4fetch';
import type { EgressClient } from '../egress/client.ts';
import { askFor, sightOf } from './web-file.ts';

type S3Target = Extract<FileTarget, { readonly s3: string }>;

export async function lookAtObject(egress: EgressClient, target: S3Target, signal: AbortSignal): Promise<FileSight> {
  const url = urlOf(target);
  if (url === undefined) return { kind: 'refused', why: 'no_object', of: target.s3.slice(0, 200) };
  const answer = await askFor(egress, { method: 'HEAD', url, headers: await headersFor(url, target), signal });
  if ('kind' in answer) return answer;
  const { status } = answer;
  if (status === 200) {
    const { facts: _, ...sight } = sightOf(answer) as Extract<FileSight, { kind: 'there' }>;
    return { ...sight, facts: {} };
  }
  if (status === 404) return { kind: 'absent' };
  // Stores say 403 of what is not there, too, to those who may not list the bucket.
  const message =
    status === 403
      ? said`the store answered ${status}: may the keys read it, and list the bucket?`
      : said`the store answered ${status}`;
  return { kind: 'unreachable', message };
}

async function headersFor(url: string, { region, credentials }: S3Target): Promise<Readonly<Record<string, string>>> {
  if (!credentials) return {};
  const signer = new AwsV4Signer({ method: 'HEAD', url, service: 's3', region, ...credentials });
  const { headers } = await signer.sign();
  return Object.fromEntries(headers);
}

/** By path where a store or a bucket's name asks for it; undefined: it names no object. */
function urlOf({ s3, endpoint, region }: S3Target): string | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(s3) ?? [];
  if (bucket === undefined || key === undefined) return undefined;
  const object = key.split('/').map(encodeURIComponent).join('/');
  if (endpoint !== undefined) return `${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}/${object}`;
  return bucket.includes('.')
    ? `https://s3.${region}.amazonaws.com/${bucket}/${object}`
    : `https://${bucket}.s3.${region}.amazonaws.com/${object}`;
}
