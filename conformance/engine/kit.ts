import type { Discovery } from '@family-auth/library/protocol/discovery.ts';
import type { Adapter } from './adapter.ts';
import { type Documents, openDocuments } from './documents.ts';
import { CheckSkipped } from './expect.ts';
import { type LogInOptions, logIn, type Session } from './log-in.ts';
import { openPool } from './pool.ts';
import type { TestTenant } from './test-tenant.ts';

/** What a check works with. Documents that anybody may read are fetched once; log-ins are kept while they are fresh. */
export interface Kit extends Documents {
  /** Origin or issuer of the backend, as it was given. */
  readonly backend: string;
  readonly adapter: Adapter;
  readonly tenant: TestTenant;
  /** An address under `api_base`. */
  url(path: string): Promise<string>;
  /** Somebody whom no other check uses until this one is over, freshly logged in; the same however often it is asked. */
  operator(): Promise<Session>;
  /** Two different ones, asked for before `operator()`, which then is the first. */
  twoOperators(): Promise<readonly [Session, Session]>;
  /** Logs an account in anew. Default: by the portal's client, for all scopes. */
  logIn(account: string, options?: Partial<LogInOptions>): Promise<Session>;
  /** What a log-in by a client of the tenant is made of. */
  logInOptions(client?: 'portal' | 'other_client'): Promise<LogInOptions>;
  /** Is called when the check is over, whatever became of it. */
  atEnd(work: () => Promise<unknown>): void;
}

/** Kits that share what they have read and who is logged in; each check has one of its own, which it closes. */
export function openKits(backend: string, adapter: Adapter | undefined) {
  const documents = openDocuments(backend);
  const { discovery, provider } = documents;
  const logInOptions = async (client: 'portal' | 'other_client' = 'portal') => {
    const { api_base: apiBase, scopes } = await discovery();
    const { client_id: clientId, redirect_uri: redirectUri } = needed(adapter).tenant[client];
    return { clientId, redirectUri, apiBase, scope: ['openid', ...scopes].join(' ') };
  };
  const logInTo = async (account: string, options: Partial<LogInOptions> = {}) =>
    logIn(needed(adapter), await provider(), account, { ...(await logInOptions()), ...options });
  const pool = openPool(adapter?.tenant.accounts.map(({ name }) => name) ?? [], async (account) => ({
    session: await logInTo(account),
    maxAgeS: freshFor(await discovery()),
  }));

  return (): { readonly kit: Kit; close(): Promise<void> } => {
    const ends: (() => Promise<unknown>)[] = [];
    const take = async (count: number) => {
      const lease = await pool.take(count);
      ends.unshift(async () => lease.giveBack());
      return lease.sessions;
    };
    let own: Promise<Session> | undefined;
    const operator = () => {
      own ??= take(1).then(([session]) => session!);
      return own;
    };
    const kit: Kit = {
      backend,
      ...documents,
      get adapter() {
        return needed(adapter);
      },
      get tenant() {
        return needed(adapter).tenant;
      },
      url: async (path) => `${(await discovery()).api_base}${path}`,
      operator,
      async twoOperators() {
        const [first, second] = await take(2);
        own = Promise.resolve(first!);
        return [first!, second!];
      },
      logIn: logInTo,
      logInOptions,
      atEnd: (work) => ends.push(work),
    };
    return {
      kit,
      // The last one kept is the first one called; who is logged in is given back last.
      async close() {
        for (const end of ends.reverse()) await end().catch(() => {});
      },
    };
  };
}

/** For how many seconds a log-in is taken for fresh: both the token and the log-in must hold out for a whole check. */
const freshFor = ({ max_auth_age: maxAuthAgeS = 900 }: Discovery): number => Math.min(maxAuthAgeS, 300) / 3;

function needed(adapter: Adapter | undefined): Adapter {
  if (adapter === undefined) throw new CheckSkipped('Needs an adapter (--adapter FILE).');
  return adapter;
}
