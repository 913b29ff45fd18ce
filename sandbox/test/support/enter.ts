import type { LoginSession } from '@family-auth/library/login/login-session.ts';
import { createProgramLogin } from '@family-auth/library/login/program-login.ts';
import { cookieFetch } from './cookie-jar.ts';
import type { Known } from './family.ts';
import { type Person, registrationOf } from './log-in.ts';

/** Logs a person in by the typed client, as a program does; the provider's page is filled in in their place. */
export async function enter(
  { discovery }: Known,
  person: Person,
  action: 'login' | 'register' = 'login',
): Promise<LoginSession> {
  const fields =
    action === 'register' ? registrationOf(person) : { account: person.phone, password: person.password };
  const login = createProgramLogin({
    discovery,
    clientId: 'example-program',
    openUrl: (url) => fillIn(url, action, fields),
  });
  return login.start({ prompt: 'login' });
}

async function fillIn(url: string, action: string, fields: Record<string, string>): Promise<void> {
  const browse = cookieFetch();
  let at = new URL(url);
  let response = await browse(at);
  const follow = async () => {
    while (response.status === 302 || response.status === 303) {
      at = new URL(response.headers.get('location')!, at);
      response = await browse(at);
    }
  };
  await follow();
  response = await browse(`${at.origin}${at.pathname}/${action}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  await follow();
  if (at.pathname !== '/callback') throw new Error(`The provider answered ${response.status}.`);
}
