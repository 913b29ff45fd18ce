import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { registerHooks } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Sandbox } from '../../sandbox/src/server/start-sandbox.ts';
import {
  handIn,
  type Known,
  know,
  OPERATOR,
  PENSIONER,
  postIntent,
  residentOf,
  waitFor,
} from '../../sandbox/test/support/family.ts';
import { judgeSaying } from '../../sandbox/test/support/judges.ts';
import { call, type LoggedIn, logIn } from '../../sandbox/test/support/log-in.ts';
import { serverKey } from '../../sandbox/test/support/portal-server.ts';
import { startSandbox } from '../../sandbox/test/support/test-database.ts';
import type { ServiceLink } from '../../src/protocol/card.ts';
import { createPortalServer } from '../../src/server.ts';
import { ENTRIES } from '../package/public-docs.ts';
import { root } from './pages.ts';

const hooks = registerHooks({
  resolve: (specifier, context, next) => {
    const file = ENTRIES[specifier as keyof typeof ENTRIES];
    return file
      ? { url: pathToFileURL(join(root, file)).href, shortCircuit: true }
      : next(specifier, context);
  },
});
const { createPortal } = await import('../../examples/portal-server/portal.js');
const { openCards } = await import('../../examples/portal-server/cards.js');
hooks.deregister();

/** A customer's browser: the cookie that the portal gave it. */
interface Customer {
  readonly cookie: string;
}

describe('the example of a portal’s server, over HTTP beside the sandbox', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  let portal: ReturnType<typeof createPortal>;
  let server: Server;
  let origin: string;
  const cards = openCards(':memory:');

  before(async () => {
    server = createServer(async (request, response) => {
      if (!(await portal.answer(request, response))) response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const own = await serverKey('bank-server');
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'approved' }),
      portalServers: [{ ...own, pagesClientId: 'example-program', serviceUri: `${origin}/errand.html` }],
    });
    const settings = { issuer: sandbox.backendUrl, pagesClientId: 'example-program' };
    portal = createPortal({
      ...settings,
      origin,
      backend: createPortalServer({ ...settings, ...own }),
      cards,
    });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
  });
  after(async () => {
    server?.close();
    await sandbox?.close();
    cards.close();
  });

  const newCustomer = async (): Promise<Customer> => {
    const response = await fetch(origin);
    return { cookie: response.headers.getSetCookie()[0]!.split(';')[0]! };
  };
  const post = async (path: string, body: object, { cookie }: Customer, from = origin) => {
    const headers = { 'content-type': 'application/json', cookie, origin: from };
    const response = await fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
  };
  const cardsOf = async ({ cookie }: Customer) =>
    ((await (await fetch(`${origin}/cards`, { headers: { cookie } })).json()) as { cards: unknown[] }).cards;

  /** A relative who is approved: the card, and the signed result that the element would hand to the page. */
  async function approved(subject = PENSIONER) {
    const { made } = await handIn(known, operator, { subject, relationship: 'sibling' });
    const { id, card_ref } = await waitFor(known, operator, made.application.id, ['approved']);
    const answer = await call(operator, 'GET', `${known.discovery.api_base}/applications/${id}/result`);
    return { card: card_ref!, result: ((await answer.json()) as { result: string }).result };
  }
  /** What happens when the operator opens a service on the card. */
  async function serviceLink(card: string, service = 'pension-qualification'): Promise<string> {
    const path = `/family/cards/${card}/services/${service}/links`;
    const link = (await (
      await call(operator, 'POST', `${known.discovery.api_base}${path}`)
    ).json()) as ServiceLink;
    assert.equal(link.url.startsWith(`${origin}/errand.html?token=`), true);
    return new URL(link.url).searchParams.get('token')!;
  }
  const unbind = async (card: string) => {
    const wish = { intent: 'unbind_card', object: card } as const;
    assert.equal((await postIntent(known, operator, `/family/cards/${card}/unbinding`, wish)).status, 204);
  };

  test('an approved result is kept, for one customer; an errand is done once; then the card is unbound', async () => {
    const customer = await newCustomer();
    const other = await newCustomer();
    const { card, result } = await approved();
    const taken = { status: 'approved', card: { ref: card, status: 'active' } };
    assert.deepEqual(await post('/results', { result }, customer), taken);
    assert.deepEqual(await post('/results', { result }, customer), taken, 'handed in twice');
    assert.deepEqual(await post('/results', { result }, other), { status: 409, code: 'taken_by_another' });
    assert.deepEqual(await cardsOf(customer), [{ ref: card, status: 'active' }]);
    assert.deepEqual(await cardsOf(other), []);

    const token = await serviceLink(card);
    const done = { status: 200, done: 'pension-qualification', name: '施*珍' };
    assert.deepEqual(await post('/errands', { token }, customer), done);
    assert.deepEqual(await post('/errands', { token }, customer), { status: 404, code: 'not_found' });
    const sentOn = { token: await serviceLink(card) };
    assert.deepEqual(await post('/errands', sentOn, other), { status: 403, code: 'not_yours' });

    await unbind(card);
    await portal.lookAtCards();
    assert.deepEqual(await cardsOf(customer), [{ ref: card, status: 'revoked' }], 'the unbinding has come');
    assert.deepEqual(await post('/results', { result }, customer), {
      status: 'approved',
      card: { ref: card, status: 'revoked' },
    });
  });

  test('an errand with a card that is unbound is refused, though nobody has looked at the card since', async () => {
    const customer = await newCustomer();
    const { card, result } = await approved(residentOf('华静怡', '448801199004088127'));
    await post('/results', { result }, customer);
    const token = await serviceLink(card, 'insurance-record');
    await unbind(card);
    assert.deepEqual(await cardsOf(customer), [{ ref: card, status: 'active' }], 'as it was noted');
    assert.deepEqual(await post('/errands', { token }, customer), { status: 404, code: 'not_found' });
  });

  test('a forged event convinces nobody', async () => {
    const customer = await newCustomer();
    const { result } = await approved(residentOf('安晓然', '118801198803128024'));
    const [header, claims, signature] = result.split('.') as [string, string, string];
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
    const altered = encode({ ...said, binding: { ref: 'card-0001', relationship: 'child' } });
    const unsigned = `${encode({ alg: 'none', typ: 'JWT' })}.${claims}.`;
    for (const [forged, code] of [
      [{ result: `${header}.${altered}.${signature}` }, 'result_signature_invalid'],
      [{ result: unsigned }, 'result_signature_invalid'],
      [{ result: 'approved' }, 'result_malformed'],
      [{ status: 'approved', cardRef: 'card-0001', applicationId: 'application-0001' }, 'malformed'],
    ] as const) {
      assert.deepEqual(await post('/results', forged, customer), { status: 400, code });
    }
    assert.deepEqual(await cardsOf(customer), []);
  });

  test('another site cannot have it act for a customer', async () => {
    const customer = await newCustomer();
    const { result } = await approved(residentOf('柯明远', '318801198808238297'));
    const refused = { status: 403, code: 'other_origin' };
    assert.deepEqual(await post('/results', { result }, customer, 'https://elsewhere.example'), refused);
    assert.deepEqual(await post('/errands', { token: 'any' }, customer, 'null'), refused);
    assert.deepEqual(await cardsOf(customer), []);
  });
});
