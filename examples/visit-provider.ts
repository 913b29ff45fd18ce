import { type Page, scriptFreeBrowser } from './script-free-browser.ts';

/** An account at the sandbox. Nobody has this number: its area code was never assigned. */
const ACCOUNT = {
  name: '柯明远',
  idNumber: '318801198808238297',
  activationCode: '0572424635867784', // from sandbox/CITIZENS.md
  phone: '13900000001',
  password: 'only-for-the-sandbox',
};

/**
 * Registers at the sandbox's provider, or logs in where the account is there already, by its script-free forms.
 * A test convenience: a real program shows `url` to the person, in their own browser.
 */
export async function visitProvider(url: string): Promise<void> {
  const browser = scriptFreeBrowser();
  const loginPage = await browser.open(url);
  const registerPage = await browser.open(new URL('?view=register', loginPage.url));
  const registered = await browser.submit(registerPage, '/register', ACCOUNT);
  if (isBack(registered)) return;
  const { phone: account, password } = ACCOUNT;
  const loggedIn = await browser.submit(await browser.open(loginPage.url), '/login', { account, password });
  if (!isBack(loggedIn)) throw new Error(`The provider did not take the log-in (${loggedIn.status}).`);
}

/** Whether the provider sent us back to the program. */
const isBack = ({ url, status }: Page): boolean => status === 200 && url.pathname === '/callback';
