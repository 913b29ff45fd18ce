import { lateCode } from '../base/late-code.ts';
import { discover } from '../client/discover.ts';
import type { FamilyAuthClient } from '../client/family-auth-client.ts';
import { createBrowserLogin } from '../login/browser-login.ts';
import type { Login, LoginSession } from '../login/login-session.ts';
import type { Discovery } from '../protocol/discovery.ts';
import type { Connect, FlowOptions } from './flow-options.ts';

/** Finds the backend and everything that hangs on its discovery document. */
export function connectToBackend(
  options: FlowOptions & Required<Pick<FlowOptions, 'clock' | 'fetch'>>,
): Connect {
  const { clientId, redirectUri, locale, topWindow, fetch, clock } = options;
  const own = { fetch, clock };
  const loginOf = async (discovery: Discovery, signal: AbortSignal): Promise<Login> => {
    const { sessionProvider } = options;
    const common = { discovery, clientId, uiLocale: locale, ...own };
    if (!sessionProvider) {
      return createBrowserLogin({ ...common, redirectUri, ...(topWindow && { topWindow }) });
    }
    const load = () => import('../login/portal-login.ts');
    const { createPortalLogin } = await lateCode('login.portal', load, signal);
    return createPortalLogin({ ...common, sessionProvider });
  };
  return async (signal) => {
    const discovery = await discover(options.backend, { ...own, signal, trust: options.trust ?? [] });
    const clients = new WeakMap<LoginSession, Promise<FamilyAuthClient>>();
    const connect = async (session: LoginSession): Promise<FamilyAuthClient> => {
      const { connectClient } = await lateCode('client', loadClient);
      return connectClient({ discovery, session, locale, ...own });
    };
    return {
      discovery,
      login: options.login ?? (await loginOf(discovery, signal)),
      clientFor(session) {
        const known = clients.get(session);
        if (known) return known;
        const client = connect(session);
        clients.set(session, client);
        client.catch(() => clients.delete(session));
        return client;
      },
    };
  };
}

/** Needed from the first log-in on. */
export const loadClient = () => import('../client/create-client.ts');
