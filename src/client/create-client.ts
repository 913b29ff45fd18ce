import { ConfigurationError } from '../base/errors.ts';
import type { Discovery } from '../protocol/discovery.ts';
import { type ConnectOptions, connectClient } from './connect-client.ts';
import { discover } from './discover.ts';
import type { FamilyAuthClient } from './family-auth-client.ts';

/** As {@link ConnectOptions}, with the backend's address, from which the discovery document is fetched if need be. */
export interface ClientOptions extends Omit<ConnectOptions, 'discovery'> {
  /** The backend's issuer URL. */
  readonly backend: string;
  /** The client's registered id at the provider; must be the session's. */
  readonly clientId: string;
  /** The backend's discovery document, if it is at hand. Default: it is fetched. */
  readonly discovery?: Discovery;
  readonly signal?: AbortSignal;
}

/**
 * The typed client of a backend.
 *
 * @throws ConfigurationError `configuration_invalid`, `discovery_invalid` or `backend_unsupported`; TransportError.
 */
export async function createClient(options: ClientOptions): Promise<FamilyAuthClient> {
  const { backend, clientId, signal, fetch, session } = options;
  if (session.clientId !== clientId) {
    throw new ConfigurationError('configuration_invalid', 'The session is of another client.');
  }
  const discovery =
    options.discovery ?? (await discover(backend, { ...(fetch && { fetch }), ...(signal && { signal }) }));
  return connectClient({ ...options, discovery });
}
