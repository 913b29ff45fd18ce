import type { Session } from './log-in.ts';

interface LoggedIn {
  readonly session: Session;
  /** For how many seconds it is given out. */
  readonly maxAgeS: number;
}

/** Sessions of accounts that nobody else uses until they are given back. */
export interface Lease {
  readonly sessions: readonly Session[];
  giveBack(): void;
}

/**
 * Lends the accounts out, each to one at a time. All that somebody needs are taken at once, so that two who wait for each other's
 * cannot be; whoever waits longest is served first.
 */
export function openPool(accounts: readonly string[], logIn: (account: string) => Promise<LoggedIn>) {
  const free = [...accounts];
  const known = new Map<string, LoggedIn>();
  const waiting: { readonly count: number; readonly serve: (names: string[]) => void }[] = [];

  function serve(): void {
    for (let first = waiting[0]; first !== undefined && first.count <= free.length; first = waiting[0]) {
      waiting.shift();
      first.serve(free.splice(0, first.count));
    }
  }

  async function fresh(account: string): Promise<Session> {
    const held = known.get(account);
    if (held !== undefined && Date.now() - held.session.loggedInAtMs < held.maxAgeS * 1000)
      return held.session;
    const made = await logIn(account);
    known.set(account, made);
    return made.session;
  }

  return {
    async take(count: number): Promise<Lease> {
      if (count > accounts.length)
        throw new Error(`The tenant has ${accounts.length} accounts; ${count} are needed.`);
      const names = await new Promise<string[]>((resolve) => {
        waiting.push({ count, serve: resolve });
        serve();
      });
      const giveBack = () => {
        free.push(...names);
        serve();
      };
      try {
        return { sessions: await Promise.all(names.map(fresh)), giveBack };
      } catch (error) {
        giveBack();
        throw error;
      }
    },
  };
}
