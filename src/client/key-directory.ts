import { type Clock, systemClock } from '../base/clock.ts';
import { ConfigurationError, TransportError } from '../base/errors.ts';
import type { Fetch } from '../login/provider.ts';
import { chooseEncryptionKey } from '../seal/choose-encryption-key.ts';
import { type KeyLookup, lookupIn, type PublicJwk, type PublicJwks } from '../seal/keys.ts';
import { fetchPublic } from './fetch-public.ts';

/** A key that is not in the set is worth a fresh look, but not one after the other. */
const LOOK_AGAIN_AFTER_MS = 30_000;
/** Backends rotate keys; a set is not trusted for longer than this. */
const MAX_AGE_MS = 600_000;

/** The backend's public keys, fetched when first needed. */
export interface KeyDirectory {
  readonly signatureKeys: KeyLookup<PublicJwk>;
  encryptionKey(signal?: AbortSignal): Promise<PublicJwk>;
}

export function openKeyDirectory(uri: string, fetch: Fetch, clock: Clock = systemClock): KeyDirectory {
  let kept: { readonly jwks: PublicJwks; readonly atMs: number } | undefined;
  const load = async (maxAgeMs: number, signal?: AbortSignal): Promise<PublicJwks> => {
    if (kept === undefined || clock.nowMs() - kept.atMs > maxAgeMs) {
      kept = { jwks: await fetchKeys(uri, fetch, signal), atMs: clock.nowMs() };
    }
    return kept.jwks;
  };
  return {
    async signatureKeys(kid) {
      const known = await lookupIn(await load(MAX_AGE_MS), 'sig')(kid);
      return known ?? lookupIn(await load(LOOK_AGAIN_AFTER_MS), 'sig')(kid);
    },
    async encryptionKey(signal) {
      const key = chooseEncryptionKey(await load(MAX_AGE_MS, signal), clock.epochMs());
      if (key !== undefined) return key;
      throw new ConfigurationError('backend_unsupported', 'The backend has no key to encrypt to.');
    },
  };
}

async function fetchKeys(uri: string, fetch: Fetch, signal: AbortSignal | undefined): Promise<PublicJwks> {
  const response = await fetchPublic('client.keys', uri, { fetch, signal });
  const body: unknown = await response.json().catch(() => undefined);
  if (!isKeySet(body)) {
    throw new TransportError('response_malformed', 'The backend answered something that is no key set.');
  }
  return body;
}

function isKeySet(value: unknown): value is PublicJwks {
  const keys = (value as Partial<PublicJwks> | null | undefined)?.keys;
  return Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null);
}
