import { connectClient } from '../client/create-client.ts';
import { discover } from '../client/discover.ts';
import type { FamilyAuthClient } from '../client/family-auth-client.ts';
import { createBrowserLogin } from '../login/browser-login.ts';
import type { Login, LoginSession } from '../login/login-session.ts';
import { createPortalLogin } from '../login/portal-login.ts';
import type { Discovery } from '../protocol/discovery.ts';
import type { Connect, FlowOptions } from './flow-options.ts';

/** Finds the backend and everything that hangs on its discovery document. */
export function connectToBackend(
  options: FlowOptions & Required<Pick<FlowOptions, 'clock' | 'fetch'>>,
): Connect {
  const { clientId, redirectUri, locale, topWindow, fetch, clock } = options;
  const own = { fetch, clock };
  const loginOf = (discovery: Discovery): Login => {
    const { sessionProvider } = options;
    const common = { discovery, clientId, uiLocale: locale, ...own };
    return sessionProvider
      ? createPortalLogin({ ...common, sessionProvider })
      : createBrowserLogin({ ...common, redirectUri, ...(topWindow && { topWindow }) });
  };
  return async (signal) => {
    const discovery = await discover(options.backend, { ...own, signal });
    const clients = new WeakMap<LoginSession, FamilyAuthClient>();
    return {
      discovery,
      login: options.login ?? loginOf(discovery),
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
