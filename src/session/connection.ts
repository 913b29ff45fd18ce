import { connectClient } from '../client/create-client.ts';
import { discover } from '../client/discover.ts';
import type { FamilyAuthClient } from '../client/family-auth-client.ts';
import { createBrowserLogin } from '../login/browser-login.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Connect, FlowOptions } from './flow-options.ts';

/** Finds the backend and everything that hangs on its discovery document. */
export function connectToBackend(
  options: FlowOptions & Required<Pick<FlowOptions, 'clock' | 'fetch'>>,
): Connect {
  const { clientId, redirectUri, locale, topWindow, fetch, clock } = options;
  const own = { fetch, clock };
  return async (signal) => {
    const discovery = await discover(options.backend, { ...own, signal });
    const clients = new WeakMap<LoginSession, FamilyAuthClient>();
    return {
      discovery,
      login:
        options.login ??
        createBrowserLogin({
          discovery,
          clientId,
          redirectUri,
          uiLocale: locale,
          ...(topWindow && { topWindow }),
          ...own,
        }),
      clientFor(session) {
        const known = clients.get(session);
        if (known) return known;
        const client = connectClient({ discovery, session, locale, ...own });
        clients.set(session, client);
        return client;
      },
    };
  };
}
