import { withDeadline } from '../base/deadline.ts';
import { memoryStore } from '../base/key-value-store.ts';
import { createLoginCore, type LoginOptions } from './login-core.ts';
import type { Login } from './login-session.ts';
import { inLoginTerms } from './login-terms.ts';
import { listenOnLoopback } from './loopback-listener.ts';

/**
 * What a log-in from a program needs to know; key and tokens are kept in memory by default.
 *
 * @example
 * ```ts
 * import { createProgramLogin, type ProgramLoginOptions } from 'family-auth/client/node';
 *
 * const options: ProgramLoginOptions = { discovery: client.discovery, clientId: 'example-program', openUrl, deadlineMs: 60_000 };
 * await createProgramLogin(options).restore(); // → null
 * ```
 */
export interface ProgramLoginOptions extends LoginOptions {
  /** Shows the provider's page to the person, e.g. by starting their browser. */
  openUrl(url: string): void | Promise<void>;
  /** How long a person may take at the provider. Default 600 000 ms. */
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 600_000;
const RESTORE_DEADLINE_MS = 45_000;

/**
 * Logs in from a program: the system's browser, and a redirect to the loopback interface (RFC 8252). The provider must know the client
 * as native, with the redirect URI `http://127.0.0.1/callback`. Key and tokens live in memory unless a `store` is given.
 *
 * @example
 * ```ts
 * import { discover } from 'family-auth/client';
 * import { createProgramLogin } from 'family-auth/client/node';
 *
 * const discovery = await discover('http://127.0.0.1:8091');
 * const login = createProgramLogin({ discovery, clientId: 'example-program', openUrl });
 * const session = await login.start({});
 * session.clientId; // → 'example-program'
 * await session.logout();
 * ```
 */
export function createProgramLogin(options: ProgramLoginOptions): Login {
  const core = createLoginCore({ store: memoryStore(), ...options });
  return {
    restore: ({ signal } = {}) =>
      withDeadline('login.restore', RESTORE_DEADLINE_MS, (inner) => core.restore(inner), signal),
    async start({ prompt, maxAge, signal }) {
      const listener = await listenOnLoopback();
      const request = {
        redirectUri: listener.redirectUri,
        ...(prompt === undefined ? {} : { prompt }),
        ...(maxAge === undefined ? {} : { maxAge }),
      };
      const work = async (inner: AbortSignal) => {
        const { url, pending } = await core.authorize(request, inner);
        const answer = listener.callback(pending.state, inner);
        const [parameters] = await Promise.all([answer, options.openUrl(url.href)]);
        return core.redeem(pending, parameters, inner);
      };
      try {
        return await withDeadline('login.start', options.deadlineMs ?? DEADLINE_MS, work, signal);
      } catch (error) {
        throw inLoginTerms(error);
      } finally {
        await listener.close();
      }
    },
  };
}
