import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CardCode, ServiceLink } from '@family-auth/library/protocol/card.ts';
import { createPortalServer, type PortalServer } from '@family-auth/library/server/portal-server.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  draft,
  handIn,
  type Known,
  know,
  OPERATOR,
  PENSIONER,
  postIntent,
  problemOf,
  residentOf,
  waitFor,
} from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { serverKey, type TestServer } from '../support/portal-server.ts';
import { startSandbox } from '../support/test-database.ts';

const SERVICE_URI = 'http://localhost:8099/errands';

describe('a portal’s server', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  let own: TestServer;
  let portal: PortalServer;
  let otherPortal: PortalServer;
  let application: string;
  let card: string;
  before(async () => {
    own = await serverKey('bank-server');
    const other = await serverKey('hospital-server');
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'approved' }),
      portalServers: [
        { ...own, pagesClientId: 'example-program', serviceUri: SERVICE_URI },
        { ...other, pagesClientId: 'demo-portal' },
      ],
    });
    const issuer = sandbox.backendUrl;
    portal = createPortalServer({ issuer, ...own, pagesClientId: 'example-program' });
    otherPortal = createPortalServer({ issuer, ...other, pagesClientId: 'demo-portal' });
    known = await know(issuer);
    operator = await logIn(`${issuer}/oidc`, OPERATOR, { register: true });
    const { made } = await handIn(known, operator, { subject: PENSIONER, relationship: 'sibling' });
    const { id, card_ref } = await waitFor(known, operator, made.application.id, ['approved']);
    application = id;
    card = card_ref!;
  });
  after(() => sandbox.close());

  const asOperator = async <Answer>(path: string): Promise<Answer> =>
    (await call(operator, 'POST', `${known.discovery.api_base}${path}`)).json() as Promise<Answer>;
  const newLink = async () =>
    asOperator<ServiceLink>(`/family/cards/${card}/services/pension-qualification/links`);
  const newCode = () => asOperator<CardCode>(`/family/cards/${card}/codes`);

  it('is told the decision on its own portal’s application, signed, and whose it is', async () => {
    const told = await portal.result(application);
    assert.equal(told.result.status, 'approved');
    assert.deepEqual(told.result.binding, { ref: card, relationship: 'sibling' });
    assert.equal(told.operator, operator.sub);
  });

  it('is told nothing of another portal’s application or card, nor of one that is not there', async () => {
    for (const ask of [
      () => otherPortal.result(application),
      () => otherPortal.binding(card),
      () => portal.result('application-0001'),
      () => portal.binding('card-0001'),
    ]) {
      await assert.rejects(ask, { name: 'BackendError', code: 'not_found' });
    }
    await assert.rejects(portal.binding('../../me'), { code: 'malformed' });
  });

  it('is told that there is no decision yet', async () => {
    const { application: open } = await draft(known, operator, { subject: ANNA, relationship: 'child' });
    await assert.rejects(portal.result(open.id), { code: 'not_final' });
  });

  it('redeems a link to a service once, which leads to its own pages and is good at no other', async () => {
    const { url } = await newLink();
    const link = new URL(url);
    assert.equal(link.origin + link.pathname, SERVICE_URI);
    const token = link.searchParams.get('token')!;
    await assert.rejects(otherPortal.redeemServiceLink(token), { code: 'not_found' });
    assert.equal((await fetch(`${sandbox.backendUrl}/services/${token}`)).status, 410);
    assert.deepEqual(await portal.redeemServiceLink(token), {
      card,
      service: 'pension-qualification',
      name: '施*珍',
      number: '1****************6',
      relationship: 'sibling',
      operator_name: '安*国',
      operator: operator.sub,
    });
    await assert.rejects(portal.redeemServiceLink(token), { code: 'not_found' });
  });

  it('redeems a link once, however many ask at the same time', async () => {
    const token = new URL((await newLink()).url).searchParams.get('token')!;
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => portal.redeemServiceLink(token)));
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  it('redeems a display code once; another portal hears no reference by which both could know the relative', async () => {
    const { code } = await newCode();
    const told = { state: 'valid', name: '施*珍', number: '1****************6' };
    assert.deepEqual(await portal.redeemCardCode(code), { ...told, card });
    assert.deepEqual(await portal.redeemCardCode(code), { state: 'used' });
    assert.deepEqual(await otherPortal.redeemCardCode((await newCode()).code), told);
    assert.deepEqual(await portal.redeemCardCode('0'.repeat(20)), { state: 'unknown' });
    await assert.rejects(portal.redeemCardCode('not a code'), { code: 'malformed' });
    await assert.rejects(portal.redeemServiceLink('-'), { code: 'malformed' });
  });

  it('hears of an unbinding, and what was given out before is good no longer', async () => {
    const before = await portal.binding(card);
    assert.deepEqual(
      [before.status, before.relationship, before.application, before.revocation],
      ['active', 'sibling', application, undefined],
    );
    const token = new URL((await newLink()).url).searchParams.get('token')!;
    const { code } = await newCode();
    const wish = { intent: 'unbind_card', object: card } as const;
    assert.equal((await postIntent(known, operator, `/family/cards/${card}/unbinding`, wish)).status, 204);
    const { status, revocation, revoked_at } = await portal.binding(card);
    assert.deepEqual([status, revocation], ['revoked', 'operator_unbound']);
    assert.ok(Date.parse(revoked_at!) > Date.parse(before.bound_at));
    await assert.rejects(portal.redeemServiceLink(token), { code: 'not_found' });
    assert.deepEqual(await portal.redeemCardCode(code), { state: 'unknown' });
  });

  it('is refused with a key that is not registered, and as a client that is none', async () => {
    const { privateKey } = await serverKey('bank-server');
    const options = { issuer: sandbox.backendUrl, pagesClientId: 'example-program' };
    for (const wrong of [
      { clientId: 'bank-server', privateKey },
      { clientId: 'nobody', privateKey: own.privateKey },
      { clientId: 'demo-portal', privateKey: own.privateKey },
    ]) {
      await assert.rejects(createPortalServer({ ...options, ...wrong }).binding(card), {
        name: 'ConfigurationError',
        code: 'configuration_invalid',
      });
    }
    const noKey = createPortalServer({ ...options, clientId: 'bank-server', privateKey: { kty: 'EC' } });
    await assert.rejects(noKey.binding(card), { code: 'configuration_invalid' });
  });

  it('and an operator are not mistaken for each other', async () => {
    const asked = await call(operator, 'GET', `${known.discovery.api_base}/portal/cards/${card}`);
    assert.equal((await problemOf(asked)).code, 'invalid_token');
    const answer = await fetch(`${known.discovery.api_base}/portal/cards/${card}`);
    assert.equal((await problemOf(answer)).code, 'invalid_token');
  });

  it('may be asked for by many at once with one token', async () => {
    const subject = residentOf('华静怡', '448801199004088127');
    const { made } = await handIn(known, operator, { subject, relationship: 'child' });
    const { id, card_ref } = await waitFor(known, operator, made.application.id, ['approved']);
    const fresh = createPortalServer({
      issuer: sandbox.backendUrl,
      ...own,
      pagesClientId: 'example-program',
    });
    const states = await Promise.all(Array.from({ length: 12 }, () => fresh.binding(card_ref!)));
    assert.ok(states.every(({ status, application: of }) => status === 'active' && of === id));
  });
});
