import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { scriptFreeBrowser } from '../../examples/script-free-browser.ts';
import type { Sandbox } from '../src/server/start-sandbox.ts';
import { OPERATOR, OTHER_OPERATOR, problemOf } from './support/family.ts';
import { judgeSaying } from './support/judges.ts';
import {
  call,
  discoverProvider,
  exchangeCode,
  logIn,
  openLogin,
  postForm,
  refresh,
  registrationOf,
} from './support/log-in.ts';
import { auditOf, staffEntry, staffNamed } from './support/staff.ts';
import { startSandbox } from './support/test-database.ts';

const ENDED = { status: 401, code: 'invalid_token', errors: undefined };
const NEW_PASSWORD = 'three quiet lanterns';

describe('a forgotten password', () => {
  let sandbox: Sandbox;
  let issuer: string;
  before(async () => {
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'rejected' }),
    });
    issuer = `${sandbox.backendUrl}/oidc`;
    await logIn(issuer, OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  const visit = async () => openLogin(await discoverProvider(issuer));
  const resetOf = ({ idNumber, phone }: typeof OPERATOR, activationCode: string) => ({
    idNumber,
    phone,
    activationCode,
    password: NEW_PASSWORD,
  });
  async function reset(fields: Record<string, string>): Promise<string> {
    const result = await postForm(await visit(), 'reset', fields);
    if ('callback' in result) return 'in';
    assert.equal(result.page.status, 422);
    return /role="alert">([^<]*)/.exec(await result.page.text())![1]!;
  }
  let clerks = 0;
  /** Somebody comes to the counter with a document. */
  async function codeAtCounter(idNumber: string): Promise<string | undefined> {
    const browser = scriptFreeBrowser();
    const entry = staffEntry(await staffNamed(sandbox, `clerk-${++clerks}`, ['clerk']));
    await browser.submit(await browser.open(`${sandbox.backendUrl}/desk/`), '/login', entry);
    const form = await browser.open(`${sandbox.backendUrl}/desk/activation`);
    const unticked = await browser.submit(form, '/activation', { idNumber });
    assert.equal(unticked.status, 422);
    const { html } = await browser.submit(form, '/activation', { idNumber, seen: 'yes', present: 'yes' });
    return /id="activation-code">([\d ]{19})</.exec(html)?.[1];
  }

  it('is set anew by a code of the counter and the phone that was registered, and ends every log-in', async () => {
    const before = await logIn(issuer, OPERATOR);
    // Somebody who knows the old password is half-way in, and goes on only later.
    const halfway = await visit();
    const { phone: account, password } = OPERATOR;
    const resumed = await halfway.browse(`${halfway.form.origin}${halfway.form.pathname}/login`, {
      method: 'POST',
      body: new URLSearchParams({ account, password }),
    });

    const code = await codeAtCounter(OPERATOR.idNumber);
    assert.equal(
      await reset({ ...resetOf(OPERATOR, code!), phone: '13900000099' }).then((said) => /对不上/.test(said)),
      true,
    );
    assert.equal(await reset(resetOf(OPERATOR, code!)), 'in');

    const me = `${sandbox.backendUrl}/v1/me`;
    assert.deepEqual(await problemOf(await call(before, 'GET', me)), ENDED);
    await assert.rejects(refresh(before), { error: 'invalid_grant' });
    await assert.rejects(logIn(issuer, OPERATOR));
    const again = await logIn(issuer, { ...OPERATOR, password: NEW_PASSWORD });
    assert.equal(again.sub, before.sub);
    assert.equal((await call(again, 'GET', me)).status, 200);
    assert.match(await reset(resetOf(OPERATOR, code!)), /对不上/, 'a code is used once');

    let at = new URL(resumed.headers.get('location')!, halfway.form);
    while (!at.href.startsWith(halfway.redirectUri)) {
      const response = await halfway.browse(at);
      at = new URL(response.headers.get('location')!, at);
    }
    const late = { ...again, dpop: halfway.dpop, tokens: await exchangeCode(halfway, at) };
    assert.deepEqual(
      await problemOf(await call(late, 'GET', me)),
      ENDED,
      'the old password opens nothing now',
    );

    const { acts } = await auditOf(sandbox, `account:${before.sub}`);
    const entered = acts.flatMap((act) => /account\.\w+/.exec(act) ?? []);
    assert.deepEqual(entered, ['account.registered', 'account.password_reset']);
  });

  it('is set anew in a browser that is still logged in, which ends no walk half-way', async () => {
    const inside = await visit();
    assert.ok(
      'callback' in (await postForm(inside, 'login', { account: OPERATOR.phone, password: NEW_PASSWORD })),
    );
    const again = await openLogin(await discoverProvider(issuer), { browse: inside.browse });
    const code = await codeAtCounter(OPERATOR.idNumber);
    const entered = await postForm(again, 'reset', resetOf(OPERATOR, code!));
    assert.ok('callback' in entered);
    assert.ok((await exchangeCode(again, entered.callback)).access_token);
  });

  it('is no way in with the code that was used to register, nor with that of another person', async () => {
    const { activationCode } = registrationOf(OPERATOR);
    assert.match(await reset(resetOf(OPERATOR, activationCode!)), /对不上/);
    assert.match(await reset(resetOf(OPERATOR, (await codeAtCounter(OTHER_OPERATOR.idNumber))!)), /对不上/);
  });

  it('is answered alike for a number without an account', async () => {
    const unregistered = resetOf(OTHER_OPERATOR, '1234567812345678');
    assert.equal(await reset(unregistered), await reset(resetOf(OPERATOR, '1234567812345678')));
  });

  it('a lost code: the counter issues one to whoever is in the register, and the one before is void', async () => {
    const first = registrationOf(OTHER_OPERATOR);
    const fresh = await codeAtCounter(OTHER_OPERATOR.idNumber);
    const old = await postForm(await visit(), 'register', first);
    assert.ok('page' in old && old.page.status === 422);
    const made = await postForm(await visit(), 'register', { ...first, activationCode: fresh! });
    assert.ok('callback' in made);
    assert.equal(await codeAtCounter('448801197912248254'), undefined);
    const again = await codeAtCounter(OTHER_OPERATOR.idNumber);
    const twice = await postForm(await visit(), 'register', { ...first, activationCode: again! });
    assert.ok('page' in twice && /已经注册过/.test(await twice.page.text()), 'told to its holder alone');
  });
});
