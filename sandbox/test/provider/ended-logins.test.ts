import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { enter } from '../support/enter.ts';
import {
  handIn,
  type Known,
  know,
  OPERATOR,
  OTHER_OPERATOR,
  PENSIONER,
  postIntent,
  problemOf,
  waitFor,
} from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, type LoggedIn, logIn, refresh, revoke } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const MAX_AUTH_AGE_S = 300;
const ENDED = { status: 401, code: 'invalid_token', errors: undefined };

describe('a log-in', () => {
  let sandbox: Sandbox;
  let known: Known;
  let issuer: string;
  before(async () => {
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      maxAuthAgeS: MAX_AUTH_AGE_S,
      judge: judgeSaying({ verdict: 'approved' }),
    });
    known = await know(sandbox.backendUrl);
    issuer = `${sandbox.backendUrl}/oidc`;
    await logIn(issuer, OPERATOR, { register: true });
    await logIn(issuer, OTHER_OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  const me = (session: LoggedIn) => call(session, 'GET', `${known.discovery.api_base}/me`);

  it('ends at once with the log-out of the typed client, and others go on', async () => {
    const other = await logIn(issuer, OPERATOR);
    const session = await enter(known, OPERATOR);
    const url = `${known.discovery.api_base}/me`;
    const headers = await session.headersFor('GET', url);
    await session.logout();
    // Whoever kept token and key of it, both still young.
    const kept: LoggedIn = {
      ...other,
      dpop: oauth.DPoP(other.client, session.keyPair),
      tokens: { ...other.tokens, access_token: headers.Authorization!.slice('DPoP '.length) },
    };
    assert.deepEqual(await problemOf(await me(kept)), ENDED);
    assert.equal((await me(other)).status, 200);
  });

  for (const [kind, tokenOf] of [
    ['refresh token', (session: LoggedIn) => session.tokens.refresh_token!],
    ['access token', (session: LoggedIn) => session.tokens.access_token],
  ] as const) {
    it(`ends at once for access and refresh token when its ${kind} is revoked, and no other does`, async () => {
      const [session, other] = [await logIn(issuer, OPERATOR), await logIn(issuer, OPERATOR)];
      assert.equal((await me(session)).status, 200);
      await revoke(session, tokenOf(session));
      assert.deepEqual(await problemOf(await me(session)), ENDED);
      const cards = await call(session, 'GET', `${known.discovery.api_base}/family/cards`);
      assert.deepEqual(await problemOf(cards), ENDED);
      await assert.rejects(refresh(session), { error: 'invalid_grant' });
      assert.equal((await me(other)).status, 200);
    });
  }

  it('is not ended by a token of another client, nor by one that is none', async () => {
    const session = await logIn(issuer, OPERATOR);
    const stranger = { ...session, client: { client_id: 'demo-portal' } };
    await revoke(stranger, session.tokens.access_token);
    await revoke(session, `${session.tokens.access_token.slice(0, -4)}AAAA`);
    assert.equal((await me(session)).status, 200);
  });

  it('must be recent for a card’s code and for unbinding, and then does by the same key', async (t) => {
    const operator = await logIn(issuer, OPERATOR);
    const { made } = await handIn(known, operator, { subject: PENSIONER, relationship: 'spouse' });
    const { card_ref: ref } = await waitFor(known, operator, made.application.id, ['approved']);
    const path = `/family/cards/${ref}`;
    const codes = (session: LoggedIn) => call(session, 'POST', `${known.discovery.api_base}${path}/codes`);
    const unbind = (session: LoggedIn) =>
      postIntent(known, session, `${path}/unbinding`, { intent: 'unbind_card', object: ref! });
    assert.equal((await codes(operator)).status, 201);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + (MAX_AUTH_AGE_S + 1) * 1000 });
    const old = { ...operator, tokens: await refresh(operator) };
    for (const response of [await codes(old), await unbind(old)]) {
      assert.match(
        response.headers.get('www-authenticate') ?? '',
        /^DPoP error="insufficient_user_authentication", max_age="300"/,
      );
      assert.equal((await problemOf(response)).code, 'insufficient_user_authentication');
    }
    assert.equal((await call(old, 'GET', `${known.discovery.api_base}${path}`)).status, 200);
    const again = await logIn(issuer, OPERATOR, { keyPair: operator.keyPair });
    assert.equal((await codes(again)).status, 201);
    assert.equal((await unbind(again)).status, 204);
    t.mock.timers.reset();
  });
});
