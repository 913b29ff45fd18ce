import { anySignal, withDeadline } from '../base/deadline.ts';
import { endpoints } from '../protocol/endpoints.ts';
import { ReceivedPartsSchema } from '../protocol/submission.ts';
import { contentDigest } from '../seal/digest.ts';
import type { Api } from './api.ts';
import type { FamilyAuthClient, SealedPart } from './family-auth-client.ts';

/** A person may walk through a tunnel; then the draft lapses before this does. */
const DEADLINE_MS = 600_000;
/** Parts on their way at the same time. */
const LANES = 2;

type Options = Parameters<FamilyAuthClient['uploadParts']>[2];

/** Puts the parts that the backend does not hold yet. */
export function uploadParts(
  api: Api,
  applicationId: string,
  parts: readonly SealedPart[],
  options: NonNullable<Options> = {},
): Promise<void> {
  const work = (signal: AbortSignal) => upload(api, applicationId, parts, { ...options, signal });
  return withDeadline('client.uploadParts', DEADLINE_MS, work, options.signal);
}

async function upload(
  api: Api,
  applicationId: string,
  parts: readonly SealedPart[],
  { signal, onProgress, onOffline }: NonNullable<Options> & { readonly signal: AbortSignal },
): Promise<void> {
  const failed = new AbortController();
  const common = { signal: anySignal([signal, failed.signal]), onOffline, deadlineMs: DEADLINE_MS };
  const received = await api.read(
    { ...common, operation: 'client.listParts', path: endpoints.evidence(applicationId) },
    ReceivedPartsSchema,
  );
  const held = new Map(received.parts.map(({ n, sha256 }) => [n, sha256]));
  const missing = parts.filter(({ n, sha256 }) => held.get(n) !== sha256);
  const total = sizeOf(parts);
  let sent = total - sizeOf(missing);
  onProgress?.(total === 0 ? 1 : sent / total);
  const queue = missing.values();
  const lane = async () => {
    for (const part of queue) {
      await api.send({
        ...common,
        operation: 'client.uploadPart',
        method: 'PUT',
        path: endpoints.evidencePart(applicationId, part.n),
        body: { bytes: part.bytes, contentType: 'application/jose' },
        headers: { 'Content-Digest': contentDigest(part.sha256) },
      });
      sent += part.bytes.length;
      onProgress?.(sent / total);
    }
  };
  try {
    await Promise.all(Array.from({ length: LANES }, lane));
  } catch (error) {
    failed.abort();
    throw error;
  }
}

const sizeOf = (parts: readonly SealedPart[]): number =>
  parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
