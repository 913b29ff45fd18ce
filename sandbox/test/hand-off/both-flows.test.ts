import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { DocumentSight } from '@family-auth/library/documents/check-document.ts';
import type { LoginSession } from '@family-auth/library/login/login-session.ts';
import { createFlow } from '@family-auth/library/session/create-flow.ts';
import type { FamilyAuthFlow, FlowOptions } from '@family-auth/library/session/flow-options.ts';
import type { PhaseKind, PhaseOf } from '@family-auth/library/session/phase.ts';
import { RENDERED_PEOPLE } from '../../src/registry/synthetic-registry.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { OPERATOR, PENSIONER } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

/** The test's own log-in, as the client's session. */
const sessionOf = (session: LoggedIn): LoginSession => ({
  sub: session.sub,
  clientId: session.client.client_id,
  jkt: session.jkt,
  keyPair: session.keyPair,
  authTime: undefined,
  async headersFor(method, url) {
    const headers = new Headers();
    const { access_token } = session.tokens;
    const { dpop } = session as unknown as { dpop: Proving };
    await dpop.addProof(new URL(url), headers, method, access_token);
    return { Authorization: `DPoP ${access_token}`, DPoP: headers.get('dpop')! };
  },
  acceptNonce(url, nonce) {
    const answer = new Response(null, { headers: { 'dpop-nonce': nonce } });
    (session as unknown as { dpop: Proving }).dpop.cacheNonce(answer, new URL(url));
  },
  logout: async () => {},
});

interface Proving {
  addProof(url: URL, headers: Headers, htm: string, accessToken?: string): Promise<void>;
  cacheNonce(response: Response, url: URL): void;
}

/** No picture is looked at here: that needs a browser. */
const SEEN: DocumentSight = { fault: null, quad: null, measures: {} } as unknown as DocumentSight;

const WAIT_MS = 30_000;

/** The next screen of that kind, as `when` wants it; a problem is told as what it is. */
async function until<Kind extends PhaseKind>(
  flow: FamilyAuthFlow,
  kind: Kind,
  when: (phase: PhaseOf<Kind>) => boolean = () => true,
): Promise<PhaseOf<Kind>> {
  const signal = AbortSignal.timeout(WAIT_MS);
  for (;;) {
    const { phase } = flow;
    if (phase.kind === kind && when(phase as PhaseOf<Kind>)) return phase as PhaseOf<Kind>;
    if (phase.kind === 'problem' && kind !== 'problem')
      assert.fail(`Waiting for ${kind}: ${phase.situation}`);
    assert.ok(!signal.aborted, `Waiting for ${kind}, ${phase.kind} is on show.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('both flows of a hand-off, against the sandbox', () => {
  let sandbox: Sandbox;
  let operator: LoggedIn;
  before(async () => {
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'approved' }),
    });
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    assert.equal((await call(operator, 'GET', `${sandbox.backendUrl}/v1/me`)).status, 200);
  });
  after(() => sandbox.close());

  function open(options: Partial<FlowOptions>): FamilyAuthFlow {
    return createFlow({
      backend: sandbox.backendUrl,
      clientId: operator.client.client_id,
      redirectUri: 'http://127.0.0.1/callback',
      assetsUrl: `${sandbox.backendUrl}/family-auth/assets/`,
      locale: 'en',
      // The page for it is there whether or not the library is built.
      fetch: async (input, init) => announcing(await fetch(input, init)),
      ...options,
      parts: {
        checkPageFiles: async () => {},
        preparePhoto: async (photo) => ({ photo }),
        loadDocumentChecks: async () => ({
          lookAtDocument: async () => SEEN,
          lookAtPhoto: async () => SEEN,
        }),
        reportFault: (error) => console.error(error),
        ...options.parts,
      },
    });
  }

  async function announcing(response: Response): Promise<Response> {
    if (!response.url.endsWith('/family-auth-configuration')) return response;
    const document = {
      ...(await response.json()),
      hand_off_uri: `${sandbox.backendUrl}/family-auth/hand-off/`,
    };
    const answer = Response.json(document, { headers: response.headers });
    Object.defineProperty(answer, 'url', { value: response.url });
    return answer;
  }

  /** The computer, with an invitation on its screen. */
  async function invite() {
    const session = sessionOf(operator);
    const login = { restore: async () => session, start: async () => session };
    const computer = open({ login });
    await until(computer, 'family');
    computer.send({ kind: 'add_relative' });
    const { draft } = await until(computer, 'details');
    const { name, id } = PENSIONER;
    computer.send({
      kind: 'change_details',
      draft: { ...draft, name, idType: id.type, number: id.number, relationship: 'spouse' },
      touched: 'number',
    });
    computer.send({ kind: 'next' });
    await until(computer, 'consent');
    computer.send({ kind: 'choose_method', method: 'document_review' });
    const { consents } = await until(
      computer,
      'consent',
      ({ method, busy }) => method === 'document_review' && !busy,
    );
    for (const { noticeId } of consents) computer.send({ kind: 'set_consent', noticeId, accepted: true });
    await until(computer, 'consent', ({ complete }) => complete);
    computer.send({ kind: 'agree' });
    assert.equal((await until(computer, 'photos')).canHandOff, true);
    computer.send({ kind: 'hand_off' });
    return { computer, invitation: await until(computer, 'hand_off') };
  }

  const phoneWith = (handOffTicket: string | null) =>
    open({ clientId: 'hand-off', isolation: 'hand_off', handOffTicket });

  it('the phone is told who asks, shows its code, takes the photos, and the computer goes on by itself', async () => {
    const { computer, invitation } = await invite();
    const phone = phoneWith(null);
    await until(phone, 'device_code');
    phone.send({ kind: 'claim', ticket: invitation.code });
    const offer = await until(phone, 'device_offer');
    assert.deepEqual([offer.operatorName, offer.subjectName], ['安*国', '施*珍']);
    phone.send({ kind: 'next' });
    const { code } = await until(phone, 'device_match');
    await until(computer, 'hand_off_match');
    computer.send({ kind: 'match_code', code });
    await until(computer, 'hand_off_follow');
    const { photos, canHandOff } = await until(phone, 'photos');
    assert.equal(canHandOff, false, 'what was handed over goes no further');
    const picture = await readFile(new URL('anna.idphoto.jpg', RENDERED_PEOPLE));
    const photo = new Blob([picture], { type: 'image/jpeg' });
    for (const { role, required } of photos) if (required) phone.send({ kind: 'set_photo', role, photo });
    await until(phone, 'photos', ({ complete }) => complete);
    phone.send({ kind: 'next' });
    await until(phone, 'device_done');
    await until(computer, 'approved');
    await Promise.all([phone.close(), computer.close()]);
  });
});
