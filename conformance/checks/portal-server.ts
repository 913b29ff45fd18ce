import { BindingSchema } from '@family-auth/library/protocol/portal-server.ts';
import { decodeJwt } from 'jose';
import { ask } from '../engine/api.ts';
import { type Check, check } from '../engine/check.ts';
import { bound, unbind, verified } from '../engine/decide.ts';
import { newBoundKey, proofOf } from '../engine/dpop.ts';
import type { Answer } from '../engine/exchange.ts';
import { expect, expectProblem, expectStatus, shortly, skip } from '../engine/expect.ts';
import type { Kit } from '../engine/kit.ts';
import { postForm, type Session, type Tokens } from '../engine/log-in.ts';
import {
  askForToken,
  assertionOf,
  citizenAtServer,
  exchangeToken,
  pageSession,
  portalServer,
  serverSession,
} from '../engine/portal.ts';

const NOT_FOUND = { status: 404, code: 'not_found' } as const;
const errorOf = ({ json }: Answer): string | undefined => (json as { error?: string } | undefined)?.error;
const hasToken = ({ json }: Answer): boolean =>
  (json as Partial<Tokens> | undefined)?.access_token !== undefined;

const post = async (kit: Kit, session: Session, path: string, body?: object): Promise<Answer> =>
  ask(session, await kit.url(path), {
    method: 'POST',
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });

/** A card that was bound by the portal's pages, and its operator. */
async function boundCard(kit: Kit) {
  const made = await bound(kit);
  const first = expectStatus(
    await ask(made.operator, await kit.url(`/family/cards/${made.ref}`)),
    200,
    'The card',
  );
  const card = await verified(
    kit,
    'card',
    (first.json as { cards: string[] }).cards[0] ?? '',
    made.operator.clientId,
  );
  return { ...made, card };
}

/** A link to the first service of a card: its token. */
async function serviceToken(
  kit: Kit,
  { operator, ref, card }: Awaited<ReturnType<typeof boundCard>>,
): Promise<string> {
  const [service] = card.services;
  if (service === undefined) skip('The card of subjects.answering has no service.');
  const answer = expectStatus(
    await post(kit, operator, `/family/cards/${ref}/services/${service.id}/links`),
    201,
    'A service link',
  );
  const url = new URL((answer.json as { url: string }).url);
  return url.searchParams.get('token') ?? url.pathname.split('/').at(-1)!;
}

async function displayCode(kit: Kit, { operator, ref }: { operator: Session; ref: string }): Promise<string> {
  const answer = expectStatus(await post(kit, operator, `/family/cards/${ref}/codes`), 201, 'A display code');
  return (answer.json as { code: string }).code;
}

const profile = 'portal-server' as const;

const serverChecks: readonly Check[] = [
  check('S01', 'refuses a server whose assertion is not its own', { profile }, async (kit) => {
    const server = portalServer(kit);
    const key = await newBoundKey();
    expectStatus(await askForToken(kit, server, key), 200, 'A good assertion');
    const stranger = await newBoundKey();
    const wrong = {
      'by a key that is not registered': () => assertionOf(kit, server, {}, stranger),
      'for another audience': () => assertionOf(kit, server, { aud: 'https://elsewhere.example' }),
      'that has expired': () => assertionOf(kit, server, { iat: 1, exp: 61 }),
    };
    for (const [what, assertion] of Object.entries(wrong)) {
      const answer = await askForToken(kit, server, key, { assertion });
      expect(
        errorOf(answer) === 'invalid_client' && !hasToken(answer),
        `An assertion ${what}: expected invalid_client, got ${shortly(answer)}.`,
      );
    }
  }),
  check('S01-again', 'refuses an assertion that was used', { profile, verifies: ['S01'] }, async (kit) => {
    const server = portalServer(kit);
    const key = await newBoundKey();
    const once = await assertionOf(kit, server);
    await askForToken(kit, server, key, { assertion: async () => once });
    const again = await askForToken(kit, server, key, { assertion: async () => once });
    expect(
      !hasToken(again) && errorOf(again) === 'invalid_client',
      `A used assertion: expected invalid_client, got ${shortly(again)}.`,
    );
  }),
  check('S07', 'keeps operators and portals’ servers apart', { profile }, async (kit) => {
    const { operator, id, ref } = await bound(kit);
    const server = await serverSession(kit, portalServer(kit));
    const refused = { status: 401, code: 'invalid_token' } as const;
    expectStatus(
      await ask(server, await kit.url(`/portal/applications/${id}/result`)),
      200,
      'The server’s own question',
    );
    for (const path of [`/portal/applications/${id}/result`, `/portal/cards/${ref}`])
      expectProblem(await ask(operator, await kit.url(path)), refused, `GET ${path} by an operator`);
    for (const path of ['/me', '/family/cards'])
      expectProblem(await ask(server, await kit.url(path)), refused, `GET ${path} by a portal’s server`);
  }),
  check(
    'S07-scope',
    'needs portal:read for reading and portal:write for the rest',
    { profile, verifies: ['S07'] },
    async (kit) => {
      const { operator, id, ref } = await bound(kit);
      const refused = { status: 403, code: 'insufficient_scope' } as const;
      const writer = await serverSession(kit, portalServer(kit), 'portal:write');
      expectProblem(
        await ask(writer, await kit.url(`/portal/applications/${id}/result`)),
        refused,
        'Reading with portal:write',
      );
      const reader = await serverSession(kit, portalServer(kit), 'portal:read');
      const code = await displayCode(kit, { operator, ref });
      expectProblem(
        await post(kit, reader, '/portal/card-codes/redemption', { code }),
        refused,
        'Redeeming with portal:read',
      );
    },
  ),
  check('S08', 'hides from a server what came by another portal', { profile }, async (kit) => {
    const { id, ref } = await bound(kit);
    const other = await serverSession(kit, portalServer(kit, 'other_portal_server'));
    for (const path of [
      `/portal/applications/${id}/result`,
      `/portal/cards/${ref}`,
      '/portal/cards/aaaaaaaaaaaa',
    ])
      expectProblem(
        await ask(other, await kit.url(path)),
        NOT_FOUND,
        `GET ${path} by another portal’s server`,
      );
  }),
  check(
    'S09',
    'shows the end of a card with the next request, and ends what was given out',
    { profile },
    async (kit) => {
      const made = await boundCard(kit);
      const { operator, ref } = made;
      const server = await serverSession(kit, portalServer(kit));
      const url = await kit.url(`/portal/cards/${ref}`);
      const before = BindingSchema.parse(expectStatus(await ask(server, url), 200, 'The card’s state').json);
      expect(before.status === 'active', `The card is ${before.status}.`);
      const token = await serviceToken(kit, made);
      const code = await displayCode(kit, made);
      expectStatus(await unbind(kit, operator, ref), 204, 'The unbinding');
      const after = BindingSchema.parse(expectStatus(await ask(server, url), 200, 'The card’s state').json);
      expect(after.status === 'revoked', `After the unbinding the card is ${after.status}.`);
      const link = await post(kit, server, '/portal/service-links/redemption', { token });
      expectProblem(link, NOT_FOUND, 'A link from before the end');
      const { state } = (await post(kit, server, '/portal/card-codes/redemption', { code })).json as {
        state: string;
      };
      expect(state !== 'valid', 'A code from before the end is valid.');
    },
  ),
  check('S10', 'lets one of many redeem a code', { profile, verifies: ['S10', 'C115'] }, async (kit) => {
    const { operator, ref } = await bound(kit);
    const server = await serverSession(kit, portalServer(kit));
    const code = await displayCode(kit, { operator, ref });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(kit, server, '/portal/card-codes/redemption', { code })),
    );
    const valid = answers.filter(({ json }) => (json as { state?: string } | undefined)?.state === 'valid');
    expect(valid.length === 1, `Of eight at once ${valid.length} redeemed the code.`);
    const former = await displayCode(kit, { operator, ref });
    const latest = await displayCode(kit, { operator, ref });
    const state = async (one: string) =>
      ((await post(kit, server, '/portal/card-codes/redemption', { code: one })).json as { state: string })
        .state;
    expect((await state(former)) !== 'valid', 'A code is good after another was made.');
    expect((await state(latest)) === 'valid', 'The latest code is not good.');
  }),
  check('S10-link', 'lets one of many redeem a link', { profile, verifies: ['S10', 'S11'] }, async (kit) => {
    const made = await boundCard(kit);
    const server = await serverSession(kit, portalServer(kit));
    const other = await serverSession(kit, portalServer(kit, 'other_portal_server'));
    const token = await serviceToken(kit, made);
    const strange = await post(kit, other, '/portal/service-links/redemption', { token });
    expectProblem(strange, NOT_FOUND, 'The link at another portal’s server');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(kit, server, '/portal/service-links/redemption', { token })),
    );
    const redeemed = answers.filter(({ status }) => status === 200);
    if (redeemed.length === 0) skip('Links to services do not lead to the portal’s server here.');
    expect(redeemed.length === 1, `Of eight at once ${redeemed.length} redeemed the link.`);
    const { card, number } = redeemed[0]!.json as { card: string; number: string };
    expect(card === made.ref && number.includes('*'), 'The link is about another card, or not masked.');
  }),
  check('S12', 'tells another portal no reference of a card', { profile }, async (kit) => {
    const { operator, ref } = await bound(kit);
    const other = await serverSession(kit, portalServer(kit, 'other_portal_server'));
    const code = await displayCode(kit, { operator, ref });
    const answer = expectStatus(
      await post(kit, other, '/portal/card-codes/redemption', { code }),
      200,
      'A code at another portal',
    );
    expect(!answer.text.includes(ref), 'Another portal is told the card’s reference.');
  }),
  check(
    'S12-clients',
    'calls a card otherwise at another portal’s client',
    { profile, verifies: ['S12'] },
    async (kit) => {
      const { operator, ref, id } = await bound(kit);
      const elsewhere = await kit.logIn(operator.account, await kit.logInOptions('other_client'));
      const url = await kit.url('/family/cards');
      const list = expectStatus(await ask(elsewhere, url), 200, 'The cards at another client');
      const { cards } = list.json as { cards: string[] };
      const views = await Promise.all(cards.map((jwt) => verified(kit, 'card', jwt, elsewhere.clientId)));
      expect(views.length > 0, 'The operator’s card is not in the list of another client.');
      const told = JSON.stringify(views);
      expect(!told.includes(ref), 'Another portal’s client is told the card’s reference.');
      expect(!told.includes(id), 'Another portal’s client is told the application.');
      expectProblem(await ask(elsewhere, `${url}/${ref}`), NOT_FOUND, 'The reference of the first portal');
      const view = views.find(({ status }) => status === 'active')!;
      expectStatus(await ask(elsewhere, `${url}/${view.ref}`), 200, 'The client’s own reference');
      expectStatus(await unbind(kit, elsewhere, view.ref), 204, 'The unbinding by it');
      const ended = BindingSchema.parse(
        (await ask(await serverSession(kit, portalServer(kit)), await kit.url(`/portal/cards/${ref}`))).json,
      );
      expect(ended.status === 'revoked', `After the unbinding the card is ${ended.status}.`);
    },
  ),
];

const session = 'server-session' as const;

async function exchanging(kit: Kit) {
  const server = portalServer(kit);
  const { account } = await kit.operator();
  return { server, account, citizen: await citizenAtServer(kit, server, account) };
}

const sessionChecks: readonly Check[] = [
  check(
    'S02',
    'exchanges nothing without a good proof by the page’s key',
    { profile: session },
    async (kit) => {
      const { server, citizen } = await exchanging(kit);
      const token = citizen.tokens.access_token;
      const bare = await exchangeToken(kit, server, token, undefined);
      expect(!hasToken(bare) && bare.status >= 400, `An exchange without a proof: ${shortly(bare)}.`);
      expectStatus(
        await exchangeToken(kit, server, token, await newBoundKey()),
        200,
        'An exchange with a proof',
      );
    },
  ),
  check('S02-again', 'exchanges once by a proof', { profile: session, verifies: ['S02'] }, async (kit) => {
    const { server, citizen } = await exchanging(kit);
    const { token_endpoint: url } = await kit.provider();
    const key = await newBoundKey();
    const by = (dpop: string) =>
      exchangeToken(kit, server, citizen.tokens.access_token, undefined, {}, { dpop });
    const nonce = (await by(await proofOf(key, { method: 'POST', url }))).header('dpop-nonce');
    const proof = await proofOf(key, { method: 'POST', url, nonce });
    expectStatus(await by(proof), 200, 'An exchange with a proof');
    const again = await by(proof);
    expect(!hasToken(again) && again.status >= 400, `The same proof again: ${shortly(again)}.`);
  }),
  check('S03', 'binds the token to the page’s key', { profile: session }, async (kit) => {
    const { server, citizen } = await exchanging(kit);
    const page = await pageSession(kit, server, citizen);
    const {
      cnf,
      client_id: clientId,
      sub,
      auth_time: at,
    } = decodeJwt<{ cnf?: { jkt?: string }; client_id?: string; auth_time?: number }>(
      page.tokens.access_token,
    );
    expect(cnf?.jkt === page.jkt, 'The token is bound to another key than the proof’s.');
    expect(clientId === server.client_id, `client_id is ${clientId}.`);
    expect(sub === citizen.sub, 'The token is another person’s.');
    const own = decodeJwt<{ auth_time?: number }>(citizen.tokens.access_token).auth_time;
    expect(at !== undefined && at === own, `auth_time is ${at}, the citizen’s log-in was at ${own}.`);
    expectStatus(await ask(page, await kit.url('/me')), 200, 'GET /me by the page');
  }),
  check('S04', 'exchanges no token of another client', { profile: session }, async (kit) => {
    const { server, account } = await exchanging(kit);
    const elsewhere = await kit.logIn(account);
    const answer = await exchangeToken(kit, server, elsewhere.tokens.access_token, await newBoundKey());
    expect(
      errorOf(answer) === 'invalid_grant',
      `Another client’s token: expected invalid_grant, got ${shortly(answer)}.`,
    );
  }),
  check('S05', 'takes no word of a portal for who the citizen is', { profile: session }, async (kit) => {
    const { server, citizen } = await exchanging(kit);
    const said = [
      { subject_token: citizen.sub, subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' },
      {
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        subject_token: citizen.tokens.id_token ?? 'x',
      },
      { subject_token: undefined, requested_subject: citizen.sub },
    ];
    for (const changes of said) {
      const answer = await exchangeToken(kit, server, '', await newBoundKey(), changes);
      const what = changes.subject_token_type ?? 'requested_subject';
      expect(
        errorOf(answer) === 'invalid_request' && !hasToken(answer),
        `${what}: expected invalid_request, got ${shortly(answer)}.`,
      );
    }
  }),
  check(
    'S13',
    'ends the page’s token with the log-in from which it came',
    { profile: session },
    async (kit) => {
      const { server, citizen } = await exchanging(kit);
      const page = await pageSession(kit, server, citizen);
      const me = await kit.url('/me');
      expectStatus(await ask(page, me), 200, 'GET /me by the page');
      const { revocation_endpoint: url } = await kit.provider();
      if (url === undefined) skip('The provider announces no revocation_endpoint.');
      const revoked = await postForm(url, undefined, async () => ({
        ...(await assertionOf(kit, server)),
        token: citizen.tokens.refresh_token ?? citizen.tokens.access_token,
      }));
      expectStatus(revoked, 200, 'The revocation of the citizen’s log-in');
      expectProblem(
        await ask(page, me),
        { status: 401, code: 'invalid_token' },
        'GET /me by the page after that',
      );
    },
  ),
];

export const portalServerChecks: readonly Check[] = [...serverChecks, ...sessionChecks];
