import type { Clock } from '../base/clock.ts';
import { dpopProof } from '../login/bound-session.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Fetch } from '../login/provider.ts';
import type { Discovery } from '../protocol/discovery.ts';
import { endpoints } from '../protocol/endpoints.ts';
import { type HandOffClaim, HandOffClaimSchema, HandOffSchema } from '../protocol/hand-off.ts';
import { createApi } from './api.ts';
import type { ClientContext } from './client-context.ts';
import type { FamilyAuthClient } from './family-auth-client.ts';

type HandOffs = Pick<FamilyAuthClient, 'openHandOff' | 'handOff' | 'confirmHandOff' | 'cancelHandOff'>;

/** Both sides of a draft whose evidence another device does: how it begins, stands and ends. */
export function handOffs({ api }: ClientContext): HandOffs {
  return {
    openHandOff: (applicationId, { portal, signal } = {}) =>
      api.read(
        {
          operation: 'client.openHandOff',
          method: 'POST',
          path: endpoints.handOffs(applicationId),
          json: portal === undefined ? {} : { portal },
          signal,
        },
        HandOffSchema,
      ),
    handOff: (id, { signal } = {}) =>
      api.read({ operation: 'client.handOff', path: endpoints.handOff(id), signal }, HandOffSchema),
    confirmHandOff: (id, code, { signal } = {}) =>
      api.read(
        {
          operation: 'client.confirmHandOff',
          method: 'POST',
          path: endpoints.handOffConfirmation(id),
          json: { match_code: code },
          signal,
        },
        HandOffSchema,
      ),
    cancelHandOff: (id, { signal } = {}) =>
      api.read(
        {
          operation: 'client.cancelHandOff',
          method: 'POST',
          path: endpoints.handOffCancellation(id),
          signal,
        },
        HandOffSchema,
      ),
  };
}

/** A device that is about to take a draft up: its key, and how it reaches the backend. */
export interface Device {
  readonly discovery: Discovery;
  readonly keyPair: CryptoKeyPair;
  /** The key's thumbprint (RFC 7638). */
  readonly jkt: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/**
 * Takes an invitation up: a proof by the device's key, and no token.
 *
 * @throws BackendError `hand_off_taken` or `hand_off_ended`; TransportError, DeadlineError, CancelledError.
 */
export function claimHandOff(device: Device, ticket: string, signal: AbortSignal): Promise<HandOffClaim> {
  const { discovery, fetch, clock } = device;
  const api = createApi({ base: discovery.api_base, session: deviceSession(device), fetch, clock });
  return api.read(
    {
      operation: 'client.claimHandOff',
      method: 'POST',
      path: endpoints.handOffClaims(),
      json: { ticket },
      deadlineMs: 20_000,
      signal,
    },
    HandOffClaimSchema,
  );
}

/** The session of a device: before it took a draft up its key alone, then with the one token of that, which nobody renews. */
export function deviceSession(
  { keyPair, jkt, clock }: Pick<Device, 'keyPair' | 'jkt' | 'clock'>,
  { token, clientId = '', sub = '' }: { token?: string; clientId?: string; sub?: string } = {},
): LoginSession {
  const nonces = new Map<string, string>();
  return {
    ...{ sub, clientId, keyPair, jkt, authTime: undefined },
    async headersFor(method, url) {
      const nonce = nonces.get(new URL(url).origin);
      const proof = { keyPair, method, url, nonce, nowMs: clock.epochMs() };
      if (token === undefined) return { DPoP: await dpopProof(proof) };
      const bound = await dpopProof({ ...proof, accessToken: token });
      return { Authorization: `DPoP ${token}`, DPoP: bound };
    },
    acceptNonce: (url, nonce) => void nonces.set(new URL(url).origin, nonce),
    logout: async () => {},
  };
}
