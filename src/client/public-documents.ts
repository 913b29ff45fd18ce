import ky from 'ky';
import { type Clock, systemClock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { ConfigurationError, TransportError, VerificationError } from '../base/errors.ts';
import { readWhole } from '../base/http.ts';
import type { Fetch } from '../login/provider.ts';
import type { Notice } from '../protocol/discovery.ts';
import { digest } from '../seal/digest.ts';
import {
  chooseEncryptionKey,
  type KeyLookup,
  lookupIn,
  type PublicJwk,
  type PublicJwks,
} from '../seal/keys.ts';
import { refusal } from './refusal.ts';

const DEADLINE_MS = 20_000;
/** Pauses of 0.3, 0.6, 1.2, 2.4 and 3 s: a network that is away for a moment is not worth a word. */
const RETRY = { limit: 5, backoffLimit: 3_000, statusCodes: [408, 429, 502, 503, 504] };

/**
 * Fetches what a backend shows to anybody: its keys, the texts of its notices. It must come from the very origin that
 * was asked, wherever it redirects to.
 *
 * @param operation names the call in a DeadlineError.
 * @throws TransportError `response_malformed` or `network_unreachable`, BackendError, DeadlineError, CancelledError.
 */
function fetchPublic(
  operation: string,
  address: string,
  { fetch, signal }: { readonly fetch: Fetch; readonly signal: AbortSignal | undefined },
): Promise<Response> {
  const work = async (inner: AbortSignal) =>
    ky(address, {
      fetch: async (input) => readWithinOrigin(address, await fetch(input as Request)),
      signal: inner,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      retry: RETRY,
    });
  return withDeadline(operation, DEADLINE_MS, work, signal).catch((error) => {
    throw refusal(error);
  });
}

async function readWithinOrigin(address: string, response: Response): Promise<Response> {
  if (response.url !== '' && new URL(response.url).origin !== new URL(address).origin) {
    throw new TransportError(
      'response_malformed',
      'The backend redirected to another origin; redirects must stay on its own.',
    );
  }
  return readWhole(response);
}

/** Fetches the text of a notice and checks that it is the one whose digest the backend announced. */
export async function fetchNotice(notice: Notice, fetch: Fetch, signal?: AbortSignal): Promise<string> {
  const response = await fetchPublic('client.notice', notice.url, { fetch, signal });
  const bytes = new Uint8Array(await response.arrayBuffer());
  if ((await digest(bytes)) !== notice.sha256) {
    throw new VerificationError(
      'notice_altered',
      `The text of notice ${notice.id} does not match the sha256 in the discovery document.`,
    );
  }
  return new TextDecoder().decode(bytes);
}

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
      throw new ConfigurationError(
        'backend_unsupported',
        'The JWKS of the backend holds no usable encryption key (use: enc, P-256 or X25519, not expired).',
      );
    },
  };
}

async function fetchKeys(uri: string, fetch: Fetch, signal: AbortSignal | undefined): Promise<PublicJwks> {
  const response = await fetchPublic('client.keys', uri, { fetch, signal });
  const body: unknown = await response.json().catch(() => undefined);
  if (!isKeySet(body)) {
    throw new TransportError('response_malformed', 'The response at jwks_uri is not a JWKS.');
  }
  return body;
}

function isKeySet(value: unknown): value is PublicJwks {
  const keys = (value as Partial<PublicJwks> | null | undefined)?.keys;
  return Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null);
}
