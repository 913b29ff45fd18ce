import type { FamilyAuthClient } from '../client/family-auth-client.ts';
import type { Login, LoginSession } from '../login/login-session.ts';
import type { Discovery } from '../protocol/discovery.ts';

/** A backend that answered: what it says of itself, how one logs in, and its client once somebody has. */
export interface Connection {
  readonly discovery: Discovery;
  readonly login: Login;
  clientFor(session: LoginSession): FamilyAuthClient;
}

export type Connect = (signal: AbortSignal) => Promise<Connection>;
