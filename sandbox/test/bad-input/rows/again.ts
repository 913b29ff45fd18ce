import assert from 'node:assert/strict';
import { contentDigest } from '@family-auth/library/seal/digest.ts';
import { applicationBody, consentsFor, documentPart, handIn, waitFor } from '../../support/family.ts';
import { discoverProvider, openLogin, postForm as postLogin } from '../../support/log-in.ts';
import { type ApiCall, callApi, signedBody } from '../api-call.ts';
import { addressOf } from '../endpoints.ts';
import { formOf, formTo, pageAfter, postForm, takeSeat } from '../forms.ts';
import { later } from '../later.ts';
import type { Row } from '../row.ts';
import type { Answer } from '../wire.ts';
import { adultAt, beginWaiting, CHALLENGE_REQUEST, OWNER, RELATIVE_SUBJECT, type World } from '../world.ts';
import { ticketOf } from './confirm.ts';
import { askToken, refreshOf, VISIT } from './provider.ts';

type Ask = () => Promise<Answer>;
type Prepare = (world: World) => Promise<Ask>;

/** Right the first time, with `good`; then the very same is sent again. */
const again = (
  endpoint: string,
  what: string,
  [good, status, code]: readonly [good: number, status: number, code: string],
  prepare: Prepare,
  more: Pick<Row, 'writes' | 'location'> = {},
): Row => ({
  endpoint,
  kind: `${what} again`,
  status,
  code,
  ...more,
  echoes: true,
  async send(world) {
    const ask = await prepare(world);
    const first = await ask();
    assert.equal(first.status, good, first.body);
    return async () => {
      const second = await ask();
      if (second.status < 300) assert.equal(second.body, first.body, 'the same was answered in another way');
      return second;
    };
  },
});

/** The same call of the API again, but for its proof, which is of one use. */
const called = (
  endpoint: string,
  what: string,
  answers: readonly [number, number, string],
  call: (world: World) => Promise<ApiCall>,
): Row =>
  again(endpoint, what, answers, async (world) => {
    const prepared = await call(world);
    return () => callApi(world, endpoint, prepared);
  });

const signed =
  (endpoint: string) =>
  async (world: World): Promise<ApiCall> => ({
    body: await signedBody(world, endpoint),
  });
const key = (name: string) => ({ 'idempotency-key': `"sent-again-${name}"` });

const PART = 'PUT /v1/applications/:id/evidence/:n';
const NEW = 'POST /v1/applications';
const STEPS = 'POST /v1/challenges/:id/steps';
const SWAP = 'POST /v1/challenges/:id/swap';
const CHALLENGES = 'POST /v1/applications/:id/challenges';
const SUBMISSION = 'POST /v1/applications/:id/submission';
const APPEAL = 'POST /v1/applications/:id/appeal';
const LINK = 'POST /v1/family/subject-links/:token';

const evidence = called(PART, 'a part', [201, 204, '-'], async ({ known, documents }) => {
  const { sealed } = await documentPart(known, documents, 1);
  return { body: sealed.bytes, headers: { 'content-digest': contentDigest(sealed.sha256) } };
});

/** After the time that a step takes at least. */
const afterStep = (
  endpoint: string,
  what: string,
  answers: readonly [number, number, string],
  body: object,
) =>
  again(
    endpoint,
    what,
    answers,
    async (world) => () => later(world, 5000, () => callApi(world, endpoint, { body: JSON.stringify(body) })),
  );

const sessions: readonly Row[] = [
  afterStep(STEPS, 'a step', [200, 200, '-'], { i: 0, chain: 'A'.repeat(43), frames: 3, elapsed_ms: 2000 }),
  afterStep(SWAP, 'a swap', [200, 409, 'swap_not_allowed'], { i: 1 }),
  called(CHALLENGES, 'the same Idempotency-Key', [201, 201, '-'], async () => ({
    body: JSON.stringify(CHALLENGE_REQUEST),
    headers: key('challenge'),
  })),
];

const applications: readonly Row[] = [
  called(NEW, 'the same Idempotency-Key', [201, 201, '-'], async ({ known, session }) => ({
    body: await applicationBody(known, session, { subject: adultAt(6), relationship: 'sibling' }),
    headers: key('application'),
  })),
  called(SUBMISSION, 'a signed submission', [202, 202, '-'], async ({ known, session }) => {
    // The relative of the application that was rejected: all others are asked for, or there already.
    const { made, bytes } = await handIn(known, session, { subject: adultAt(3), relationship: 'child' });
    await waitFor(known, session, made.application.id, ['rejected']);
    return { params: { id: made.application.id }, body: bytes };
  }),
  {
    endpoint: SUBMISSION,
    kind: 'another submission of what was handed in, once more',
    status: 409,
    code: 'state_conflict',
    async send(world) {
      const params = { id: world.approved };
      const htu = `${world.sandbox.backendUrl}${addressOf(world, SUBMISSION, params).path}`;
      const body = await signedBody(world, SUBMISSION, { claims: { app: world.approved, htu } });
      return callApi(world, SUBMISSION, { params, body });
    },
  },
  called('POST /v1/applications/:id/withdrawal', 'a signed withdrawal', [200, 200, '-'], (world) =>
    signed('POST /v1/applications/:id/withdrawal')(world),
  ),
  called(
    'POST /v1/applications/:id/consent-withdrawal',
    'a signed withdrawal of consents',
    [200, 200, '-'],
    (world) => signed('POST /v1/applications/:id/consent-withdrawal')(world),
  ),
  called(APPEAL, 'the same Idempotency-Key', [202, 202, '-'], async () => ({
    body: '{"text":"x"}',
    headers: key('appeal'),
  })),
  {
    endpoint: APPEAL,
    kind: 'an appeal once more',
    status: 409,
    code: 'state_conflict',
    send: (world) => callApi(world, APPEAL, { body: '{"text":"x"}', headers: key('second') }),
  },
];

/** Of a card: what shows it, what leads to its services, and its end. */
const CODES = 'POST /v1/family/cards/:ref/codes';
const SERVICE = 'POST /v1/family/cards/:ref/services/:service/links';
const UNBINDING = 'POST /v1/family/cards/:ref/unbinding';
const opened =
  (world: World, path: string): Ask =>
  () =>
    world.send({ method: 'GET', path });
const cards: readonly Row[] = [
  again('GET /counter/:code', 'a display code', [200, 410, 'page'], async (world) => {
    const { code } = JSON.parse((await callApi(world, CODES)).body) as { code: string };
    return opened(world, `/counter/${code}`);
  }),
  again('GET /services/:token', 'a service link', [200, 410, 'page'], async (world) => {
    const { url } = JSON.parse((await callApi(world, SERVICE)).body) as { url: string };
    return opened(world, new URL(url).pathname);
  }),
  called(UNBINDING, 'a signed unbinding', [204, 204, '-'], signed(UNBINDING)),
];

const LINKS = 'POST /v1/applications/:id/subject-links';
/** The link of another application that waits for the same relative, for an answer ends the one before. */
async function newLink(world: World): Promise<string> {
  const id = await beginWaiting(world.known, world.session, RELATIVE_SUBJECT, 'subject_login');
  return (JSON.parse((await callApi(world, LINKS, { params: { id } })).body) as { token: string }).token;
}

const links: readonly Row[] = [
  called(LINKS, 'a link that is asked for', [201, 201, '-'], async () => ({})),
  again(LINK, 'a signed agreement', [204, 404, 'not_found'], async (world) => {
    const { known, session, subjectLogin } = world;
    const consents = consentsFor(known, 'subject_login', ['subject']);
    const body = await signedBody(world, LINK, { claims: { consents } });
    return async () => {
      const answer = await callApi(world, LINK, { body });
      // Judged in the meantime, so that no job writes while it is sent again.
      await waitFor(known, session, subjectLogin, ['rejected']);
      return answer;
    };
  }),
  {
    endpoint: 'GET /v1/family/subject-links/:token',
    kind: 'a link that was answered, opened again',
    status: 404,
    code: 'not_found',
    send: (world) => callApi(world, 'GET /v1/family/subject-links/:token'),
  },
  {
    endpoint: 'GET /confirm/:token',
    kind: 'a link that was answered, opened again',
    status: 410,
    code: 'page',
    send: (world) => world.send({ method: 'GET', path: `/confirm/${world.subjectToken}` }),
  },
  again('POST /confirm/:token/answer', 'a ticket', [200, 410, 'page'], async (world) => {
    const token = await newLink(world);
    const ticket = await ticketOf(world, token);
    return () => pageAfter(world, `/confirm/${token}/answer`, { ticket, answer: 'declined' });
  }),
];

const decided = (
  endpoint: string,
  what: string,
  fields: (world: World) => { path: string; form: object },
): Row => {
  const desk = endpoint.includes(' /review') ? '/review' : '/desk';
  return again(
    endpoint,
    what,
    [303, 303, '-'],
    async (world) => {
      const [{ cookie, csrf }] = world.seats[desk];
      const { path, form } = fields(world);
      const sent = formTo(path, formOf({ csrf, ...form }));
      return () => world.send({ ...sent, headers: { ...sent.headers, cookie } });
    },
    { location: `${desk}/?gone`, writes: ['attempt_counters'] },
  );
};
const refusal = { decision: 'rejected', reason: 'policy' };

const desks: readonly Row[] = [
  decided('POST /review/cases/:id/decision', "a reviewer's decision", ({ waiting }) => ({
    path: `/review/cases/${waiting}/decision`,
    form: refusal,
  })),
  decided('POST /desk/decision', "a clerk's decision", ({ appointment: code }) => ({
    path: '/desk/decision',
    form: { ...refusal, code },
  })),
  {
    endpoint: 'GET /review/cases/:id',
    kind: 'a session that was logged out, used again',
    status: 303,
    code: '-',
    location: '/review/',
    async send(world) {
      const { cookie, csrf } = await takeSeat(world, '/review');
      const out = formTo('/review/logout', formOf({ csrf }));
      await world.send({ ...out, headers: { ...out.headers, cookie } });
      return () => world.send({ method: 'GET', path: `/review/cases/${world.waiting}`, headers: { cookie } });
    },
  },
];

const TOKEN = 'POST /oidc/token';
const REVOCATION = 'POST /oidc/token/revocation';
const tokens: readonly Row[] = [
  again(
    TOKEN,
    'an authorization code',
    [200, 400, 'invalid_grant'],
    async (world) => {
      const login = await openLogin(await discoverProvider(`${world.sandbox.backendUrl}/oidc`));
      const result = await postLogin(login, 'login', { account: OWNER.phone, password: OWNER.password });
      assert.ok('callback' in result, 'nobody was logged in');
      const fields = {
        grant_type: 'authorization_code',
        code: result.callback.searchParams.get('code')!,
        redirect_uri: login.redirectUri,
        code_verifier: login.verifier,
      };
      return () => askToken(world, { keyPair: login.keyPair, token: '' }, fields);
    },
    { writes: VISIT },
  ),
  again(
    TOKEN,
    'a refresh token',
    [200, 400, 'invalid_grant'],
    async (world) => {
      const fields = refreshOf(world);
      return () => askToken(world, world.owner, fields);
    },
    { writes: VISIT },
  ),
  again(
    REVOCATION,
    'a token that was revoked',
    [200, 200, '-'],
    async (world) => () =>
      postForm(world, '/oidc/token/revocation', {
        client_id: 'example-program',
        token: world.session.tokens.refresh_token,
      }),
  ),
];

/**
 * What was right the first time, sent again: every signed body and everything of one use. In this order, for each uses up
 * something of the world; the provider's nonce is another than the API's, so that it comes last.
 */
export const againRows: readonly Row[] = [
  evidence,
  ...sessions,
  ...links,
  ...applications,
  ...cards,
  ...desks,
  ...tokens,
];
