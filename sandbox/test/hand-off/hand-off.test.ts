import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Application } from '@family-auth/library/protocol/application.ts';
import { type HandOff, type HandOffClaim, HandOffSchema } from '@family-auth/library/protocol/hand-off.ts';
import { contentDigest } from '@family-auth/library/seal/digest.ts';
import { thumbprint } from '@family-auth/library/seal/keys.ts';
import { exportJWK, type JWK } from 'jose';
import * as oauth from 'oauth4webapi';
import type { OpenDatabase } from '../../src/database/open-database.ts';
import { handOffs } from '../../src/database/schema/hand-offs.ts';
import { type Sandbox, startSandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  consentsFor,
  type Draft,
  documentPart,
  draft,
  type Known,
  know,
  manifestOf,
  OPERATOR,
  OTHER_OPERATOR,
  PENSIONER,
  problemOf,
  putPart,
  statusOf,
  submit,
  uploadDocument,
  waitFor,
} from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { carryOut, recordingOf } from '../support/live-face.ts';
import { call, type LoggedIn, logIn, revoke } from '../support/log-in.ts';
import { openDatabase } from '../support/test-database.ts';

describe('a hand-off', () => {
  let sandbox: Sandbox;
  let database: OpenDatabase;
  let known: Known;
  let operator: LoggedIn;
  let other: LoggedIn;
  before(async () => {
    database = await openDatabase();
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      database,
      judge: judgeSaying({ verdict: 'approved' }),
      faceTries: { sessionsPerDay: 100 },
    });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    other = await logIn(`${sandbox.backendUrl}/oidc`, OTHER_OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  const base = () => known.discovery.api_base;
  const post = (session: LoggedIn, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    call(session, 'POST', `${base()}${path}`, {
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const read = async (session: LoggedIn, id: string) =>
    HandOffSchema.parse(await (await call(session, 'GET', `${base()}/hand-offs/${id}`)).json());
  const documentsOf = (session = operator) =>
    draft(known, session, { subject: PENSIONER, relationship: 'spouse' });

  /** Invites another device to a draft. */
  async function invite({ application }: Draft, session = operator) {
    const response = await post(session, `/applications/${application.id}/hand-offs`, {}, ORIGIN());
    assert.equal(response.status, 201);
    const handOff = (await response.json()) as HandOff;
    return { ...handOff, invitation: handOff.invitation! };
  }
  const ORIGIN = () => ({ origin: sandbox.portalUrl });
  const ticketOf = (address: string) => new URL(address).hash.slice(1);

  /** A device with a key of its own, and how it takes a ticket up. */
  async function newDevice() {
    const client: oauth.Client = { client_id: 'unknown yet' };
    const keyPair = await oauth.generateKeyPair('ES256');
    const jkt = await thumbprint((await exportJWK(keyPair.publicKey)) as JWK);
    const dpop = oauth.DPoP(client, keyPair);
    const device = {
      as: operator.as,
      client,
      keyPair,
      jkt,
      dpop,
      sub: '',
      tokens: {},
    } as unknown as LoggedIn;
    const claim = (ticket: string) => claimWith(dpop, ticket);
    return { device, claim };
  }

  /** A claim has a proof and no token. */
  async function claimWith(dpop: oauth.DPoPHandle, ticket: string): Promise<Response> {
    const url = new URL(`${base()}/hand-offs/claims`);
    for (let tries = 0; ; tries += 1) {
      const headers = new Headers({ 'content-type': 'application/json' });
      await (dpop as unknown as Proving).addProof(url, headers, 'POST');
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ ticket }) });
      (dpop as unknown as Proving).cacheNonce(response, url);
      if (response.status !== 401 || tries > 0) return response;
    }
  }

  /** A device that has claimed. */
  async function claimed(handOff: Awaited<ReturnType<typeof invite>>) {
    const { device, claim } = await newDevice();
    const response = await claim(ticketOf(handOff.invitation.scan.url));
    assert.equal(response.status, 201);
    const answer = (await response.json()) as HandOffClaim;
    const withToken = { ...device, tokens: { access_token: answer.token, token_type: 'dpop' } };
    return { device: withToken as LoggedIn, answer };
  }
  const confirm = (id: string, match_code: string, session = operator) =>
    post(session, `/hand-offs/${id}/confirmation`, { match_code });

  /** A device that holds the draft, as a client of the operator's. */
  async function holding(made: Draft) {
    const handOff = await invite(made);
    const { device, answer } = await claimed(handOff);
    assert.equal((await confirm(handOff.id, answer.match_code)).status, 200);
    const { delegation } = await read(device, handOff.id);
    const client = { client_id: delegation!.client_id };
    return { handOff, answer, device: { ...device, client, sub: delegation!.sub } as LoggedIn };
  }
  const wrong = (code: string) => String((Number(code) + 1) % 10_000).padStart(4, '0');
  const atTime = async <Result>(t: TestContext, aheadMs: number, work: () => Promise<Result>) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + aheadMs });
    return work().finally(() => t.mock.timers.reset());
  };

  it('lets another device do a live check, whose chain begins with its key', async (t) => {
    const made = await draft(known, operator, {
      subject: ANNA,
      relationship: 'child',
      method: 'face_liveness',
      consents: consentsFor(known, 'face_liveness'),
    });
    const handOff = await invite(made);
    const { device, answer } = await claimed(handOff);
    assert.equal((await confirm(handOff.id, answer.match_code)).status, 200);
    const recording = recordingOf('anna');
    const { receipts } = await carryOut(t, { known, session: device, made, recording });
    assert.equal(receipts.length, recording.steps.length);
    assert.equal((await read(operator, handOff.id)).stage, 'checking');
    const asked = {
      mode: 'interactive',
      measured_fps: 20,
      frame: { width: 640, height: 480 },
      pace: 'standard',
    };
    const own = await post(operator, `/applications/${made.application.id}/challenges`, asked);
    assert.deepEqual(await problemOf(own), { status: 403, code: 'key_mismatch', errors: undefined });
  });

  it('shows another symbol every twenty seconds, and takes none that is a minute old', async (t) => {
    const handOff = await invite(await documentsOf());
    const { scan } = handOff.invitation;
    assert.ok(Date.parse(scan.expires_at) - Date.now() <= 20_000);
    const later = await atTime(t, 25_000, () => read(operator, handOff.id));
    assert.notEqual(later.invitation?.scan.url, scan.url);
    assert.equal(later.invitation?.link, handOff.invitation.link);
    const { claim } = await newDevice();
    const old = await atTime(t, 59_000, () => claim(ticketOf(scan.url)));
    assert.equal((await problemOf(old)).code, 'hand_off_ended');
    const lapsed = await atTime(t, 301_000, () => claim(ticketOf(handOff.invitation.link)));
    assert.equal((await problemOf(lapsed)).code, 'hand_off_ended');
    const { status, reason } = await read(operator, handOff.id);
    assert.deepEqual({ status, reason }, { status: 'ended', reason: 'expired' });
  });

  it('is taken up once, by whichever ticket', async () => {
    for (const which of ['scan', 'link', 'code'] as const) {
      const handOff = await invite(await documentsOf());
      const { scan, link, code } = handOff.invitation;
      const tickets = { scan: ticketOf(scan.url), link: ticketOf(link), code };
      const first = await newDevice();
      const taken = (await (await first.claim(tickets[which])).json()) as HandOffClaim;
      for (const ticket of Object.values(tickets)) {
        const second = await (await newDevice()).claim(ticket);
        assert.deepEqual(await problemOf(second), { status: 409, code: 'hand_off_taken', errors: undefined });
      }
      const again = (await (await first.claim(tickets[which])).json()) as HandOffClaim;
      assert.equal(again.match_code, taken.match_code, 'the same device again sees the same code');
      assert.notEqual(again.token, taken.token);
    }
    const nobodys = await (await newDevice()).claim('000000000');
    assert.deepEqual(await problemOf(nobodys), { status: 410, code: 'hand_off_ended', errors: undefined });
  });

  it('keeps tickets in fragments and nothing usable in the database', async () => {
    const handOff = await invite(await documentsOf());
    const { scan, link, page, code } = handOff.invitation;
    assert.equal(new URL(scan.url).pathname, new URL(page).pathname);
    assert.equal(new URL(link).search, '');
    const { answer } = await claimed(handOff);
    const rows = JSON.stringify(await database.db.select().from(handOffs));
    for (const secret of [ticketOf(scan.url), ticketOf(link), code, answer.token, `"${answer.match_code}"`]) {
      assert.ok(!rows.includes(secret));
    }
  });

  it('is begun and confirmed by a recent log-in with the key of the draft alone', async () => {
    const made = await documentsOf();
    const path = `/applications/${made.application.id}/hand-offs`;
    assert.equal((await post(other, path, {})).status, 404);
    const handOff = await invite(made);
    const { answer } = await claimed(handOff);
    assert.equal((await confirm(handOff.id, answer.match_code, other)).status, 404);
    const sameOperator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR);
    assert.equal((await problemOf(await post(sameOperator, path, {}))).code, 'key_mismatch');
    const byOtherKey = await confirm(handOff.id, answer.match_code, sameOperator);
    assert.equal((await problemOf(byOtherKey)).code, 'key_mismatch');
    assert.equal((await confirm(handOff.id, answer.match_code)).status, 200);
  });

  it('names the portal as the backend knows it, and both people masked', async () => {
    const handOff = await invite(await documentsOf());
    const { answer } = await claimed(handOff);
    assert.equal(answer.portal, sandbox.portalUrl);
    assert.equal(answer.operator_name, '安*国');
    assert.equal(answer.subject_name, '施*珍');
    assert.ok(!JSON.stringify(answer).includes(PENSIONER.id.number));
  });

  it('gives the device nothing before its code is typed, and ends with the third wrong one', async () => {
    const made = await documentsOf();
    const handOff = await invite(made);
    const early = await confirm(handOff.id, '0000');
    assert.equal((await problemOf(early)).code, 'state_conflict');
    const { device, answer } = await claimed(handOff);
    const seen = await read(operator, handOff.id);
    assert.equal(seen.status, 'claimed');
    assert.ok(!JSON.stringify(seen).includes(answer.match_code));
    assert.equal((await read(device, handOff.id)).delegation, undefined);
    const look = () => call(device, 'GET', `${base()}/applications/${made.application.id}`);
    assert.equal((await problemOf(await look())).code, 'insufficient_scope');
    for (const expected of ['hand_off_code_wrong', 'hand_off_code_wrong', 'hand_off_ended']) {
      assert.equal((await problemOf(await confirm(handOff.id, wrong(answer.match_code)))).code, expected);
    }
    assert.equal((await problemOf(await confirm(handOff.id, answer.match_code))).code, 'hand_off_ended');
    assert.equal((await read(device, handOff.id)).reason, 'wrong_code');
    assert.equal((await problemOf(await look())).code, 'hand_off_ended');
  });

  it('gives the device nothing but the evidence of this draft', async () => {
    const otherDraft = await draft(known, operator, {
      subject: ANNA,
      relationship: 'child',
      method: 'document_review',
    });
    const { device, handOff } = await holding(await documentsOf());
    for (const [method, path] of [
      ['GET', '/me'],
      ['GET', '/family/cards'],
      ['POST', '/applications'],
      ['POST', `/applications/${handOff.application}/withdrawal`],
      ['POST', `/applications/${handOff.application}/consent-withdrawal`],
      ['POST', `/applications/${handOff.application}/hand-offs`],
      ['POST', `/hand-offs/${handOff.id}/confirmation`],
      ['GET', `/applications/${handOff.application}/result`],
    ] as const) {
      const response = await call(device, method, `${base()}${path}`);
      assert.deepEqual((await problemOf(response)).code, 'insufficient_scope', `${method} ${path}`);
    }
    for (const path of [
      `/applications/${otherDraft.application.id}`,
      `/applications/${otherDraft.application.id}/evidence`,
    ]) {
      assert.equal((await call(device, 'GET', `${base()}${path}`)).status, 404);
    }
    const { keyPair, dpop } = (await newDevice()).device;
    const stolen = await call({ ...device, keyPair, dpop }, 'GET', `${base()}/hand-offs/${handOff.id}`);
    assert.equal((await problemOf(stolen)).code, 'invalid_dpop_proof');
  });

  it('takes evidence from the device that holds the draft alone, and forgets it when that changes', async () => {
    const made = await documentsOf();
    await uploadDocument(known, operator, made);
    const { device, handOff } = await holding(made);
    const partsOf = async (session: LoggedIn) => {
      const response = await call(session, 'GET', `${base()}/applications/${made.application.id}/evidence`);
      return ((await response.json()) as { parts: unknown[] }).parts.length;
    };
    assert.equal(await partsOf(operator), 0);
    const { sealed } = await documentPart(known, made);
    const headers = { 'content-digest': contentDigest(sealed.sha256) };
    const byOperator = await putPart(known, operator, made.application.id, 0, sealed.bytes, headers);
    assert.equal((await problemOf(byOperator)).code, 'key_mismatch');
    await uploadDocument(known, device, made);
    assert.equal((await post(operator, `/hand-offs/${handOff.id}/cancellation`)).status, 200);
    assert.equal(await partsOf(operator), 0);
    await uploadDocument(known, operator, made);
    assert.equal(
      (await problemOf(await call(device, 'GET', `${base()}/applications/${made.application.id}`))).code,
      'hand_off_ended',
    );
  });

  it('takes a manifest by the key that holds the draft alone', async () => {
    const made = await documentsOf();
    const { device } = await holding(made);
    const part = await uploadDocument(known, device, made);
    const byOperator = await manifestOf(known, operator, made, [part]);
    const sentByDevice = await submit(known, device, made.application.id, byOperator);
    assert.equal(sentByDevice.status, 403);
    const sentByOperator = await submit(known, operator, made.application.id, byOperator);
    assert.equal((await problemOf(sentByOperator)).code, 'key_mismatch');
    const inAnotherName = await manifestOf(known, device, made, [part], { sub: other.sub });
    assert.equal((await submit(known, device, made.application.id, inAnotherName)).status, 400);
  });

  it('ends with the log-in of the operator, and by either side', async () => {
    const declined = await holding(await documentsOf());
    const bye = await post(declined.device, `/hand-offs/${declined.handOff.id}/cancellation`);
    assert.equal(((await bye.json()) as HandOff).reason, 'declined');
    assert.equal((await read(operator, declined.handOff.id)).reason, 'declined');

    const made = await documentsOf();
    const first = await holding(made);
    const second = await invite(made);
    assert.equal((await read(operator, first.handOff.id)).reason, 'replaced');
    assert.equal(second.status, 'open');
    assert.equal((await read(first.device, first.handOff.id)).status, 'ended');

    const visitor = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR);
    const theirs = await documentsOf(visitor);
    const handOff = await invite(theirs, visitor);
    const { device, answer } = await claimed(handOff);
    assert.equal((await confirm(handOff.id, answer.match_code, visitor)).status, 200);
    await revoke(visitor, visitor.tokens.refresh_token!);
    const response = await call(device, 'GET', `${base()}/hand-offs/${handOff.id}`);
    assert.equal((await problemOf(response)).code, 'invalid_token');
  });

  it('counts claims by their address', async () => {
    const narrow = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      database: await openDatabase(),
      judge: judgeSaying({ verdict: 'approved' }),
      rateLimits: { claimsPerMinute: 3 },
    });
    try {
      const claim = () =>
        fetch(`${narrow.backendUrl}/v1/hand-offs/claims`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ticket: '123456789' }),
        });
      for (let n = 0; n < 3; n += 1) assert.equal((await claim()).status, 401);
      const { code } = await problemOf(await claim());
      assert.equal(code, 'rate_limited');
    } finally {
      await narrow.close();
    }
  });

  it('serves a page that nobody may frame and that sets no cookie', async () => {
    const response = await fetch(`${sandbox.backendUrl}/family-auth/hand-off/`);
    assert.equal(response.status, 200);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'/);
    assert.equal(response.headers.get('set-cookie'), null);
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  });

  it('ends with its draft', async () => {
    const made = await documentsOf();
    const { handOff, device } = await holding(made);
    const newer = await documentsOf();
    assert.notEqual(newer.application.id, made.application.id);
    assert.equal((await read(device, handOff.id)).reason, 'draft_ended');
    const withdrawn = (await statusOf(known, operator, made.application.id)) satisfies Application;
    assert.equal(withdrawn.hand_off, undefined);
  });

  it('lets another device hand in documents, by its own key, and the operator hears of it', async () => {
    const made = await documentsOf();
    const { handOff, device } = await holding(made);
    assert.equal((await read(operator, handOff.id)).stage, 'ready');
    assert.equal((await statusOf(known, operator, made.application.id)).hand_off, handOff.id);
    const part = await uploadDocument(known, device, made);
    assert.equal((await read(operator, handOff.id)).stage, 'sending');
    const bytes = await manifestOf(known, device, made, [part], {
      client: { version: 'test', isolation: 'hand_off' },
    });
    assert.equal((await submit(known, device, made.application.id, bytes)).status, 202);
    assert.equal((await submit(known, device, made.application.id, bytes)).status, 202, 'again is harmless');
    assert.equal((await read(operator, handOff.id)).status, 'submitted');
    assert.equal((await read(device, handOff.id)).status, 'submitted');
    assert.equal((await post(operator, `/hand-offs/${handOff.id}/cancellation`)).status, 409);
    const { status } = await waitFor(known, operator, made.application.id, ['approved', 'manual_review']);
    assert.ok(status);
  });
});

/** What the library of OAuth makes proofs with; it offers no request without a token. */
interface Proving {
  addProof(url: URL, headers: Headers, htm: string, accessToken?: string): Promise<void>;
  cacheNonce(response: Response, url: URL): void;
}
