import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { scriptFreeBrowser } from '../../../examples/script-free-browser.ts';
import type { Notification } from '../../src/notifications/notifier.ts';
import { authTimeOf, passwordSetAfter } from '../../src/provider/account-rules.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { OPERATOR, OTHER_OPERATOR, problemOf } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import {
  call,
  discoverProvider,
  exchangeCode,
  logIn,
  type OpenLogin,
  openLogin,
  postForm,
  refresh,
  registrationOf,
} from '../support/log-in.ts';
import { auditOf, staffEntry, staffNamed } from '../support/staff.ts';
import { startSandbox } from '../support/test-database.ts';

const ENDED = { status: 401, code: 'invalid_token', errors: undefined };
const NEW_PASSWORD = 'three quiet lanterns';

describe('a forgotten password', () => {
  let sandbox: Sandbox;
  let issuer: string;
  const sent: Notification[] = [];
  let onSent = () => {};
  before(async () => {
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'rejected' }),
      notifier: {
        async send(notification) {
          sent.push(notification);
          onSent();
        },
      },
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
  /** Logs in, and goes on to the callback only when asked to. */
  async function logInHalfway({ browse, form, redirectUri }: OpenLogin, fields: Record<string, string>) {
    const response = await browse(`${form.origin}${form.pathname}/login`, {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    assert.equal(response.status, 303, 'logged in');
    return async (): Promise<URL> => {
      let at = new URL(response.headers.get('location')!, form);
      while (!at.href.startsWith(redirectUri)) {
        at = new URL((await browse(at)).headers.get('location')!, at);
      }
      return at;
    };
  }
  /** What came to a phone, once so many messages have come there. */
  async function cameTo(phone: string, messages: number): Promise<Notification[]> {
    const overdue = AbortSignal.timeout(60_000);
    for (;;) {
      const came = sent.filter((one) => one.phone === phone);
      if (came.length >= messages) return came;
      await new Promise<void>((resolve, reject) => {
        onSent = resolve;
        overdue.addEventListener('abort', () => reject(new Error(`${came.length} came to ${phone}.`)));
      });
    }
  }
  let clerks = 0;
  /** Somebody comes to the counter with a document. */
  async function codeAtCounter(
    idNumber: string,
    more: Record<string, string> = {},
  ): Promise<string | undefined> {
    const browser = scriptFreeBrowser();
    const entry = staffEntry(await staffNamed(sandbox, `clerk-${++clerks}`, ['clerk']));
    await browser.submit(await browser.open(`${sandbox.backendUrl}/desk/`), '/login', entry);
    const form = await browser.open(`${sandbox.backendUrl}/desk/activation`);
    const unticked = await browser.submit(form, '/activation', { idNumber });
    assert.equal(unticked.status, 422);
    const { html } = await browser.submit(form, '/activation', {
      idNumber,
      seen: 'yes',
      present: 'yes',
      ...more,
    });
    return /id="activation-code">([\d ]{19})</.exec(html)?.[1];
  }

  it('is dated after every log-in by the former one, also where both are set in one second', () => {
    const former = new Date();
    const newer = passwordSetAfter(former);
    assert.ok(authTimeOf(former, Date.now()) * 1000 < newer.getTime());
    assert.ok(authTimeOf(newer) * 1000 >= newer.getTime());
  });

  it('is set anew by a code of the counter and the phone that was registered, and ends every log-in', async () => {
    const before = await logIn(issuer, OPERATOR);
    // Somebody who knows the old password is half-way in, and goes on only later.
    const halfway = await visit();
    const { phone: account, password } = OPERATOR;
    const resume = await logInHalfway(halfway, { account, password });

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

    const late = { ...again, dpop: halfway.dpop, tokens: await exchangeCode(halfway, await resume()) };
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

  it('ends a log-in by the old password that was made in the same second, and none by the new one', async (t) => {
    const person = { ...OPERATOR, password: NEW_PASSWORD };
    const code = await codeAtCounter(person.idNumber);
    const [evil, good, after] = [await visit(), await visit(), await visit()];
    t.mock.timers.enable({ apis: ['Date'], now: Math.ceil(Date.now() / 1000) * 1000 });
    const account = { account: person.phone, password: person.password };
    const halfway = await logInHalfway(evil, account);
    t.mock.timers.tick(300);
    const password = 'four quiet lanterns';
    const reset = await postForm(good, 'reset', { ...resetOf(person, code!), password });
    t.mock.timers.tick(300);
    const fresh = await postForm(after, 'login', { ...account, password });
    assert.ok('callback' in reset && 'callback' in fresh);
    const meBy = async (login: typeof good, callback: URL) => {
      const { as, client, keyPair, dpop } = login;
      const tokens = await exchangeCode(login, callback);
      const session = { as, client, keyPair, dpop, tokens, jkt: '', sub: '' };
      return (await call(session, 'GET', `${sandbox.backendUrl}/v1/me`)).status;
    };
    assert.equal(await meBy(good, reset.callback), 200);
    assert.equal(await meBy(after, fresh.callback), 200);
    assert.equal(await meBy(evil, await halfway()), 401);
  });

  it('is no way in with the code that was used to register, nor with that of another person', async () => {
    const { activationCode } = registrationOf(OPERATOR);
    assert.match(await reset(resetOf(OPERATOR, activationCode!)), /对不上/);
    assert.match(await reset(resetOf(OPERATOR, (await codeAtCounter(OTHER_OPERATOR.idNumber))!)), /对不上/);
  });

  it('gives an account back to its holder when somebody else registered it with their letter', async () => {
    const holder = {
      name: '林可欣',
      idNumber: '448801199103158303',
      phone: '13800000033',
      password: NEW_PASSWORD,
    };
    const thief = { ...holder, phone: '13900000033', password: 'opened her letter' };
    const stolen = await logIn(issuer, thief, { register: true });
    const plain = await codeAtCounter(holder.idNumber);
    assert.match(await reset(resetOf(holder, plain!)), /对不上/);
    const code = await codeAtCounter(holder.idNumber, { newPhone: 'yes' });
    assert.equal(await reset(resetOf(holder, code!)), 'in');
    const me = `${sandbox.backendUrl}/v1/me`;
    assert.deepEqual(await problemOf(await call(stolen, 'GET', me)), ENDED);
    await assert.rejects(logIn(issuer, thief));
    await assert.rejects(logIn(issuer, { ...thief, password: NEW_PASSWORD }), 'nor by the phone');
    assert.equal((await call(await logIn(issuer, holder), 'GET', me)).status, 200);
    const next = await codeAtCounter(holder.idNumber);
    assert.match(await reset(resetOf(thief, next!)), /对不上/, 'a code of now asks for the phone of now');
    await holderWasTold();
    const { acts } = await auditOf(sandbox, `account:${stolen.sub}`);
    assert.ok(acts.some((act) => act.includes('account.password_reset new_phone true')));
  });

  /** At the phone that the register holds, never at the thief's or the one that was typed: each step, whoever took it. */
  async function holderWasTold(): Promise<void> {
    const told = await cameTo('11888030003', 5);
    const kinds = told.map(({ kind }) => kind);
    assert.deepEqual(kinds.toSorted(), [
      'account_registered',
      'activation_code_issued',
      'activation_code_issued',
      'activation_code_issued',
      'password_reset',
    ]);
    const saying = (words: string) => told.filter(({ text }) => text['zh-CN'].includes(words)).length;
    assert.deepEqual(
      [saying('更换账户的手机号'), saying('手机号也已更换')],
      [1, 1],
      'also that the phone is another',
    );
    for (const { text, url } of told) {
      assert.equal(url, null);
      for (const said of Object.values(text))
        assert.doesNotMatch(said, /\d{6}|林可欣/, 'no code, number or name');
    }
    assert.deepEqual(
      sent.filter(({ phone }) => /^13/.test(phone)),
      [],
      'nothing came to a phone that was typed',
    );
  }

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
