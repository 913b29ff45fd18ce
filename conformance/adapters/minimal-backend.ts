// The adapter of examples/minimal-backend, started with --test-tenant --origin https://portal.family-auth.example, and of
// examples/python-backend, whose people log in there. It goes through the log-in page over HTTP, as a browser would.

import { readFileSync } from 'node:fs';
import { scriptFreeBrowser } from '../../examples/script-free-browser.ts';
import type { LogInRequest, MakeAdapter } from '../engine/adapter.ts';
import type { TestTenant } from '../engine/test-tenant.ts';

interface Person {
  readonly name: string;
  readonly number: string;
}
interface Planted {
  readonly testTenant: {
    readonly register: readonly (Person & { readonly reason?: string; readonly review?: number })[];
  };
  readonly accounts: readonly (Person & { readonly login: string; readonly password: string })[];
}

const ORIGIN = 'https://portal.family-auth.example';
const file = new URL('../../examples/minimal-backend/data.json', import.meta.url);
const { testTenant, accounts } = JSON.parse(readFileSync(file, 'utf8')) as Planted;

const resident = ({ name, number }: Person) => ({
  name,
  id: { type: 'resident_id_card' as const, country: 'CHN', number },
});
const related = (person: Person, relationship: string) => ({ subject: resident(person), relationship });
const approved = testTenant.register.filter(({ reason }) => reason === undefined);
const isChild = ({ number }: Person): boolean => number.slice(6, 10) > '2015';
const adults = approved.filter((person) => !isChild(person));
/** The reviewer is slow, so that what waits for one can be looked at. */
const waiting = adults.filter(({ review }) => review !== undefined);
const atOnce = adults.find(({ review }) => review === undefined)!;
const child = related(approved.find(isChild)!, 'child');

const tenant: TestTenant = {
  portal: {
    client_id: 'portal',
    redirect_uri: `${ORIGIN}/family-auth/callback.html`,
    origin: ORIGIN,
  },
  other_client: { client_id: 'program', redirect_uri: 'http://127.0.0.1:49152/callback' },
  accounts: accounts.map((account) => ({ name: account.login, subject: resident(account) })),
  subjects: {
    adults: waiting.map((person) => related(person, 'sibling')),
    child,
    unknown: related({ name: '吴无名', number: '448801197912248254' }, 'sibling'),
    answering: related(atOnce, 'sibling'),
  },
};

async function logIn({ url, account, redirectUri }: LogInRequest): Promise<URL> {
  const known = accounts.find(({ login }) => login === account);
  if (known === undefined) throw new Error(`The minimal backend has no account ${account}.`);
  const browser = scriptFreeBrowser({ stopAt: redirectUri });
  const page = await browser.open(url);
  if (page.url.href.startsWith(redirectUri)) return page.url;
  const { login, password } = known;
  const back = await browser.submit(page, page.url.pathname, { login, password });
  if (back.url.href.startsWith(redirectUri)) return back.url;
  throw new Error(`The log-in page did not take ${account} (${back.status}).`);
}

/** Whatever is over by the clock ends there when it is looked at: nothing is to be ordered. */
const cleanUp = (): Promise<void> => Promise.resolve();

const makeAdapter: MakeAdapter = () => ({ tenant, logIn, cleanUp });

export default makeAdapter;
