import * as oauth from 'oauth4webapi';
import { type Clock, systemClock } from '../base/clock.ts';
import { LoginError } from '../base/errors.ts';
import { type KeyValueStore, openKeyValueStore } from '../base/key-value-store.ts';
import { type PendingAuthorization, redeemAuthorization, requestAuthorization } from './authorization.ts';
import { BoundSession, type SessionGround } from './bound-session.ts';
import { toLoginError } from './login-fault.ts';
import type { LoginSession } from './login-session.ts';
import { discoverProvider, type Fetch, type LoginDiscovery } from './provider.ts';
import { openVault, type Vault } from './vault.ts';

/** What every way of logging in needs to know. */
export interface LoginOptions {
  /** The backend's discovery document. */
  readonly discovery: LoginDiscovery;
  /** The client's registered id at the provider. */
  readonly clientId: string;
  /** Where key and refresh token are kept. Default: IndexedDB `family-auth`, or memory where there is none. */
  readonly store?: KeyValueStore;
  /** BCP 47 tag of the language the provider's pages should be in. Default: what the browser prefers. */
  readonly uiLocale?: string;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
}

/** The parts of a log-in that do not depend on how the person is sent to the provider and comes back. */
export interface LoginCore {
  authorize(
    request: {
      readonly redirectUri: string;
      readonly prompt?: 'login' | 'create';
      readonly maxAge?: number;
      readonly returnTo?: string;
    },
    signal: AbortSignal,
  ): Promise<{ readonly url: URL; readonly pending: PendingAuthorization }>;
  redeem(pending: PendingAuthorization, answer: URLSearchParams, signal: AbortSignal): Promise<LoginSession>;
  restore(signal: AbortSignal): Promise<LoginSession | null>;
  /** Whether a log-in survives the page: a redirect needs that. */
  persistent(): Promise<boolean>;
  /** Somebody else logged in at the provider from here: the next log-in must not ride on their cookie. */
  guestWasHere(): Promise<void>;
}

export function createLoginCore(options: LoginOptions): LoginCore {
  const clock = options.clock ?? systemClock;
  const fetch: Fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const provider = memoized((signal: AbortSignal) =>
    discoverProvider(options.discovery, options.clientId, { fetch, clock, signal }),
  );
  const openedVault = memoized(() => vaultOf(options));
  let session: BoundSession | null = null;

  async function ground(signal: AbortSignal): Promise<SessionGround> {
    const [found, vault] = [await provider(signal), await openedVault()];
    const keyPair = await vault.keyPair();
    const dpop = oauth.DPoP(found.client, keyPair, {
      // The handle outlives what it was made with; the time is asked for at each proof.
      [oauth.modifyAssertion]: (_, proof) => {
        proof.iat = Math.floor(clock.epochMs() / 1000);
      },
    });
    return { provider: found, vault, keyPair, dpop, jkt: await dpop.calculateThumbprint(), clock };
  }

  return {
    async authorize(request, signal) {
      const { provider: found, dpop, vault } = await ground(signal);
      const fallback = (await vault.mustAsk()) ? { prompt: 'login' } : {};
      return requestAuthorization(found, dpop, { ...fallback, ...request }, signal);
    },
    async redeem(pending, answer, signal) {
      const at = await ground(signal);
      const tokens = await redeemAuthorization(at.provider, at.dpop, pending, answer, {
        signal,
        nowMs: () => clock.nowMs(),
      });
      if (session === null || session.ended || session.sub !== tokens.sub || session.jkt !== at.jkt) {
        session = new BoundSession(at, tokens);
      }
      await session.adopt(tokens);
      return session;
    },
    async restore(signal) {
      if (session !== null && !session.ended) return session;
      try {
        const at = await ground(signal);
        const stored = await at.vault.read();
        if (stored === undefined) return null;
        const restored = new BoundSession(at, stored);
        await restored.renew(signal);
        session = restored;
        return session;
      } catch (error) {
        if (error instanceof LoginError && error.code === 'login_required') return null;
        throw toLoginError(error);
      }
    },
    persistent: async () => (await openedVault()).persistent(),
    guestWasHere: async () => (await openedVault()).guestWasHere(),
  };
}

async function vaultOf({ store, discovery, clientId }: LoginOptions): Promise<Vault> {
  const place = store ?? (await openKeyValueStore('family-auth'));
  return openVault(place, discovery.authorization_servers[0]!, clientId);
}

/** Remembers the first success; a failure is tried again. */
function memoized<Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) {
  let running: Promise<Result> | undefined;
  return (...args: Args): Promise<Result> => {
    running ??= work(...args);
    running.catch(() => {
      running = undefined;
    });
    return running;
  };
}
