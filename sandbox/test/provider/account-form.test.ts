import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { OPERATOR } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { discoverProvider, openLogin, postForm } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const NOTHING = { name: '', idNumber: '', phone: '', password: '', activationCode: '' };
const TYPED = { ...OPERATOR, activationCode: '1234567812345678' };

describe("the provider's form", () => {
  let sandbox: Sandbox;
  before(async () => {
    const judge = judgeSaying({ verdict: 'rejected' });
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge });
  });
  after(() => sandbox.close());

  const visit = async () => openLogin(await discoverProvider(`${sandbox.backendUrl}/oidc`));
  async function pageAfter(action: 'login' | 'register' | 'reset', fields: Record<string, string>) {
    const result = await postForm(await visit(), action, fields);
    assert.ok('page' in result);
    const html = await result.page.text();
    const inputs = [...html.matchAll(/<input id="(\w+)"([^>]*)>/g)].map(([, id, rest]) => ({
      id: id!,
      wrong: rest!.includes('aria-invalid'),
      first: rest!.includes('autofocus'),
      value: /value="([^"]*)"/.exec(rest!)?.[1],
      describedBy: /aria-describedby="([^"]*)"/.exec(rest!)?.[1]?.split(' ') ?? [],
    }));
    return { status: result.page.status, html, inputs };
  }

  it('says all that is wrong at once, each at its entry, with the focus at the first', async () => {
    for (const [action, wrong] of [
      ['login', ['account', 'password']],
      ['register', ['name', 'idNumber', 'activationCode', 'phone', 'password']],
      ['reset', ['idNumber', 'activationCode', 'phone', 'password']],
    ] as const) {
      const { status, html, inputs } = await pageAfter(action, { ...NOTHING, account: '' });
      assert.equal(status, 422);
      assert.deepEqual(
        inputs.filter((input) => input.wrong).map(({ id }) => id),
        wrong,
      );
      assert.deepEqual(
        inputs.filter(({ first }) => first).map(({ id }) => id),
        wrong.slice(0, 1),
      );
      for (const { describedBy, id } of inputs) {
        assert.ok(describedBy.includes(`${id}-error`));
        for (const it of describedBy) assert.match(html, new RegExp(`id="${it}"`));
      }
      for (const id of wrong) assert.match(html, new RegExp(`role="alert"[^]*href="#${id}"`));
    }
  });

  it('says once what is about several entries, and is read with each of them', async () => {
    const { inputs, html } = await pageAfter('register', TYPED);
    const wrong = inputs.filter((input) => input.wrong);
    assert.deepEqual(
      wrong.map(({ id }) => id),
      ['name', 'idNumber', 'activationCode'],
    );
    for (const { describedBy } of wrong) assert.ok(describedBy.includes('problem'));
    assert.equal(html.match(/id="problem"/g)?.length, 1);
  });

  it('shows long numbers in the groups of the document and the letter, and takes them so', async () => {
    const { inputs } = await pageAfter('register', TYPED);
    const value = (id: string) => inputs.find((input) => input.id === id)?.value;
    const { idNumber } = OPERATOR;
    assert.equal(value('idNumber'), `${idNumber.slice(0, 6)} ${idNumber.slice(6, 14)} ${idNumber.slice(14)}`);
    assert.equal(value('activationCode'), '1234 5678 1234 5678');
    const again = await pageAfter('register', { ...TYPED, idNumber: value('idNumber')!, phone: '1' });
    assert.deepEqual(
      again.inputs.filter((input) => input.wrong).map(({ id }) => id),
      ['phone'],
    );
  });

  it('keeps what was typed in another language and another size, calls nothing wrong, and tries nothing', async () => {
    const login = await visit();
    const response = await login.browse(
      `${login.form.origin}${login.form.pathname}/register?lang=en&text=large`,
      { method: 'POST', body: new URLSearchParams({ ...TYPED, phone: '', again: 'yes' }) },
    );
    const html = await response.text();
    assert.equal(response.status, 200);
    assert.match(html, /<h1>Register a new account<\/h1>/);
    assert.ok(html.includes(`value="${OPERATOR.name}"`));
    assert.doesNotMatch(html, /aria-invalid|role="alert"/);
    assert.match(html, /name="password" type="password" value=""/);
  });

  it('remembers the size of text that a person chose, on every page', async () => {
    const { backendUrl } = sandbox;
    const chosen = await fetch(`${backendUrl}/account/close?lang=en&text=large`);
    const cookie = chosen.headers.get('set-cookie')!;
    assert.match(cookie, /^text_size=large;.*Max-Age=\d{7}/);
    const style = async (headers: Record<string, string>) =>
      (await fetch(`${backendUrl}/oidc/interaction.css`, { headers })).text();
    const [large, normal] = [await style({ cookie: cookie.split(';')[0]! }), await style({})];
    assert.match(large, /font-size: 150%/);
    assert.doesNotMatch(normal, /font-size: 150%/);
  });
});
