import type { StaffRole } from '../../src/database/schema/staff.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { codeAt } from '../../src/staff/one-time-codes.ts';
import type { StaffLogin } from '../../src/staff/staff-accounts.ts';
import { cookieFetch } from './cookie-jar.ts';

const STEP_MS = 30_000;
const lastSteps = new WeakMap<StaffLogin, number>();

/**
 * What an account fills into the log-in form. Each code is good once: whoever logs in again at the same moment takes the
 * next one, which is good already.
 */
export function staffEntry(login: StaffLogin, nowMs = Date.now()) {
  const now = Math.floor(nowMs / STEP_MS);
  const step = Math.max(now, (lastSteps.get(login) ?? 0) + 1);
  if (step > now + 1) throw new Error(`${login.name} has used up the codes of this minute.`);
  lastSteps.set(login, step);
  const { name, password, totpSecret } = login;
  return { name, password, code: codeAt(totpSecret, step * STEP_MS) };
}

const accounts = new WeakMap<object, Map<string, Promise<StaffLogin>>>();

/** The account with a name, made where there is none. */
export function staffNamed(
  sandbox: Pick<Sandbox, 'addStaff'>,
  name: string,
  roles: readonly StaffRole[],
): Promise<StaffLogin> {
  const ofSandbox = accounts.get(sandbox) ?? new Map<string, Promise<StaffLogin>>();
  accounts.set(sandbox, ofSandbox);
  const login = ofSandbox.get(name) ?? sandbox.addStaff(name, roles);
  ofSandbox.set(name, login);
  return login;
}

/** What an auditor reads of an object's chain, as `ACTOR ACTION DETAILS`, and whether it holds. */
export async function auditOf(sandbox: Pick<Sandbox, 'auditUrl' | 'addStaff'>, object: string) {
  const name = `auditor-${crypto.randomUUID().slice(0, 8)}`;
  const ask = await logInAtDesk(sandbox.auditUrl, await staffNamed(sandbox, name, ['auditor']));
  const home = await (await ask(new URL('?lang=en', sandbox.auditUrl))).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(home)![1]!;
  const page = await ask(new URL('entries', sandbox.auditUrl), {
    method: 'POST',
    headers: { 'accept-language': 'en' },
    body: new URLSearchParams({ csrf, object }),
  });
  const html = await page.text();
  const acts = [...html.matchAll(/<tr>\s*<td>\d+<\/td>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)]
      .slice(1)
      .map(([, cell = '']) => cell.replace(/<[^>]*>/g, ''))
      .join(' ')
      .trim(),
  );
  return { acts, holds: html.includes('class="notice"') };
}

/** A browser in which somebody has logged in at a desk. */
export async function logInAtDesk(deskUrl: string, login: StaffLogin): Promise<typeof fetch> {
  const ask = cookieFetch();
  const body = new URLSearchParams(staffEntry(login));
  const { status } = await ask(new URL('login', deskUrl), { method: 'POST', body });
  if (status !== 303) throw new Error(`${login.name} is not let in: ${status}.`);
  return ask;
}
