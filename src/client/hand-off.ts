import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { TransportError } from '../base/errors.ts';
import { readWhole } from '../base/http.ts';
import { dpopProof } from '../login/bound-session.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Fetch } from '../login/provider.ts';
import type { Discovery } from '../protocol/discovery.ts';
import { endpoints } from '../protocol/endpoints.ts';
import { type HandOffClaim, HandOffClaimSchema, HandOffSchema } from '../protocol/hand-off.ts';
import { BackendError, ProblemSchema } from '../protocol/problem.ts';
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
  readonly fetch: Fetch;
  readonly clock: Clock;
}

const CLAIM_DEADLINE_MS = 20_000;

/**
 * Takes an invitation up: a proof by the device's key, and no token.
 *
 * @throws BackendError `hand_off_taken` or `hand_off_ended`; TransportError, DeadlineError, CancelledError.
 */
export function claimHandOff(
  { discovery, keyPair, fetch, clock }: Device,
  ticket: string,
  signal: AbortSignal,
): Promise<HandOffClaim> {
  const url = `${discovery.api_base}${endpoints.handOffClaims()}`;
  return withDeadline(
    'client.claimHandOff',
    CLAIM_DEADLINE_MS,
    async (inner) => {
      let nonce: string | undefined;
      for (let tries = 0; ; tries += 1) {
        const proof = await dpopProof({ keyPair, method: 'POST', url, nonce, nowMs: clock.epochMs() });
        const response = await ask(fetch, url, { ticket, proof, signal: inner });
        nonce = response.headers.get('DPoP-Nonce') ?? undefined;
        const body: unknown = await response.json().catch(() => undefined);
        const claim = HandOffClaimSchema.safeParse(body);
        if (response.status === 201 && claim.success) return claim.data;
        const problem = ProblemSchema.safeParse(body);
        if (!problem.success) {
          throw new TransportError('response_malformed', 'The answer to a claim does not match its schema.');
        }
        if (problem.data.code === 'use_dpop_nonce' && tries === 0) continue;
        throw new BackendError(problem.data);
      }
    },
    signal,
  );
}

async function ask(
  fetch: Fetch,
  url: string,
  {
    ticket,
    proof,
    signal,
  }: { readonly ticket: string; readonly proof: string; readonly signal: AbortSignal },
): Promise<Response> {
  const request: RequestInit = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', DPoP: proof },
    body: JSON.stringify({ ticket }),
    ...{ credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', redirect: 'error', signal },
  };
  try {
    return await readWhole(await fetch(url, request));
  } catch (cause) {
    signal.throwIfAborted();
    throw new TransportError('network_unreachable', 'The backend could not be reached for a claim.', {
      cause,
      retryable: true,
    });
  }
}

/** The session of a device that took a draft up: one token, which nobody renews. */
export function deviceSession(
  { keyPair, clock }: Pick<Device, 'keyPair' | 'clock'>,
  { token, jkt, clientId = '', sub = '' }: { token: string; jkt: string; clientId?: string; sub?: string },
): LoginSession {
  const nonces = new Map<string, string>();
  return {
    ...{ sub, clientId, keyPair, jkt, authTime: undefined },
    async headersFor(method, url) {
      const nonce = nonces.get(new URL(url).origin);
      const proof = { keyPair, method, url, accessToken: token, nonce, nowMs: clock.epochMs() };
      return { Authorization: `DPoP ${token}`, DPoP: await dpopProof(proof) };
    },
    acceptNonce: (url, nonce) => void nonces.set(new URL(url).origin, nonce),
    logout: async () => {},
  };
}
