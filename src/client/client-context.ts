import type { Clock } from '../base/clock.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Fetch } from '../login/provider.ts';
import type { Discovery } from '../protocol/discovery.ts';
import type { Api } from './api.ts';
import type { Trust } from './statements.ts';

/** What every call of the client stands on. */
export interface ClientContext {
  readonly api: Api;
  readonly trust: Trust;
  readonly discovery: Discovery;
  readonly session: LoginSession;
  readonly clock: Clock;
  readonly fetch: Fetch;
}
