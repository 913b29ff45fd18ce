import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type Card,
  type CardCode,
  CardCodeSchema,
  type ServiceLink,
} from '@family-auth/library/protocol/card.ts';
import { digest } from '@family-auth/library/seal/digest.ts';
import { type KeyLookup, lookupIn } from '@family-auth/library/seal/keys.ts';
import { verifyStatement } from '@family-auth/library/seal/statement.ts';
import { long } from '../../../test/long.ts';
import { qrBits } from '../../src/api/cards.ts';
import type { Judge, Judgement } from '../../src/judgement/judgement.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { filesLeft } from '../support/evidence-files.ts';
import {
  ANNA,
  apply,
  draft,
  handIn,
  type Known,
  know,
  manifestOf,
  OPERATOR,
  PENSIONER,
  postIntent,
  problemOf,
  residentOf,
  statusOf,
  submit,
  uploadDocument,
  waitFor,
} from '../support/family.ts';
import { call, type LoggedIn, logIn, refresh } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

/** Seconds. */
const MAX_AUTH_AGE_S = 300;

describe('a submission', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  let keys: KeyLookup;
  let say: () => Promise<Judgement>;
  let judged = 0;
  const saying = (judgement: Partial<Judgement> & Pick<Judgement, 'verdict'>) => {
    say = async () => ({ checks: [], remember: [], ...judgement });
  };
  const judge: Judge = {
    judge: () => {
      judged += 1;
      return say();
    },
    close: async () => {},
  };
  let dataDir: string;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'family-auth-test-'));
    sandbox = await startSandbox({ portalPort: 0, dataDir, judge, maxAuthAgeS: MAX_AUTH_AGE_S });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    keys = lookupIn((await (await fetch(known.discovery.jwks_uri)).json()) as { keys: [] }, 'sig');
  });
  after(async () => {
    await sandbox.close();
    await rm(dataDir, { recursive: true });
  });

  const get = async (path: string) => call(operator, 'GET', `${known.discovery.api_base}${path}`);
  const post = (path: string, body?: unknown) =>
    call(operator, 'POST', `${known.discovery.api_base}${path}`, {
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const expected = () => ({
    keys,
    issuer: known.discovery.issuer,
    audience: 'example-program',
    nowMs: Date.now(),
  });
  const resultOf = async (id: string) =>
    verifyStatement(
      'result',
      ((await (await get(`/applications/${id}/result`)).json()) as { result: string }).result,
      expected(),
    );
  const cardsNow = async (): Promise<Card[]> => {
    const { cards } = (await (await get('/family/cards')).json()) as { cards: string[] };
    return Promise.all(cards.map((card) => verifyStatement('card', card, expected())));
  };

  it('is accepted, judged once however often it is posted, and rejected with a reason and nothing else', async () => {
    saying({ verdict: 'rejected', reason: 'identity_mismatch', refusedBy: 'identity' });
    const before = judged;
    const { made, bytes, response } = await handIn(known, operator, { subject: ANNA, relationship: 'child' });
    assert.equal(response.status, 202);
    assert.ok(response.headers.get('location'));
    assert.ok(response.headers.get('retry-after'));
    const { id } = made.application;
    const notYet = await get(`/applications/${id}/result`);
    if (!notYet.ok) assert.equal((await problemOf(notYet)).code, 'not_final');
    assert.equal((await submit(known, operator, id, bytes)).status, 202);
    const application = await waitFor(known, operator, id, ['rejected']);
    assert.equal(application.reason, 'identity_mismatch');
    assert.equal(application.appealable, true);
    assert.equal(judged, before + 1);
    const result = await resultOf(id);
    assert.equal(result.status, 'rejected');
    assert.equal(result.submission, await digest(bytes));
    assert.ok(!JSON.stringify(result).includes('refused'));
  });

  it('is about the bytes that were posted, however they are written', async () => {
    saying({ verdict: 'rejected', reason: 'identity_mismatch', refusedBy: 'identity' });
    const made = await draft(known, operator, { subject: ANNA, relationship: 'child' });
    const { id } = made.application;
    const manifest = await manifestOf(known, operator, made, [await uploadDocument(known, operator, made)]);
    const document = JSON.parse(new TextDecoder().decode(manifest));
    const bytes = new TextEncoder().encode(JSON.stringify(document, null, 2));
    assert.equal((await submit(known, operator, id, bytes)).status, 202);
    await waitFor(known, operator, id, ['rejected']);
    assert.equal((await resultOf(id)).submission, await digest(bytes));
  });

  it('that is approved gives a masked card, a code for a minute, services and a link used once', async (t) => {
    saying({ verdict: 'approved' });
    const { made } = await handIn(known, operator, { subject: PENSIONER, relationship: 'sibling' });
    const application = await waitFor(known, operator, made.application.id, ['approved']);
    const ref = application.card_ref!;
    const result = await resultOf(application.id);
    assert.deepEqual(result.binding, { ref, relationship: 'sibling' });

    const [card] = await cardsNow();
    assert.deepEqual([card?.ref, card?.name, card?.number], [ref, '施*珍', '1****************6']);
    assert.equal(card?.test_system, true);
    assert.ok(card?.services.some(({ id }) => id === 'pension-qualification'));

    const code: CardCode = CardCodeSchema.parse(await (await post(`/family/cards/${ref}/codes`)).json());
    assert.ok(Date.parse(code.expires_at) - Date.now() <= 60_000);
    const bits = Buffer.from(code.qr.modules, 'base64url');
    assert.equal(bits.length, Math.ceil(code.qr.size ** 2 / 8));
    assert.equal(bits[0]! >> 1, 0b1111111, 'a finder pattern stands in the corner');

    const counter = `${sandbox.backendUrl}/counter/${code.code}`;
    assert.deepEqual(code.qr, qrBits(counter));
    assert.equal((await fetch(counter, { method: 'HEAD' })).status, 404);
    const read = await fetch(counter);
    assert.equal(read.status, 200);
    assert.match(await read.text(), /测试[\s\S]*此码有效[\s\S]*施\*珍/);
    const once = await fetch(counter, { headers: { 'accept-language': 'en' } });
    assert.equal(once.status, 410);
    assert.match(await once.text(), /has been used/);
    const unread: CardCode = await (await post(`/family/cards/${ref}/codes`)).json();
    t.mock.timers.enable({ apis: ['Date'], now: Date.parse(unread.expires_at) });
    const late = await (await fetch(`${sandbox.backendUrl}/counter/${unread.code}?lang=en`)).text();
    t.mock.timers.reset();
    assert.match(late, /has expired/);
    assert.ok(!late.includes('施'));
    assert.match(await (await fetch(`${sandbox.backendUrl}/counter/1?lang=en`)).text(), /no such code/);

    const link = (await (
      await call(
        operator,
        'POST',
        `${known.discovery.api_base}/family/cards/${ref}/services/pension-qualification/links`,
        {
          headers: { 'accept-language': 'en' },
        },
      )
    ).json()) as ServiceLink;
    const opened = await fetch(link.url, { headers: { 'accept-language': 'zh-CN' } });
    assert.equal(opened.status, 200);
    const page = await opened.text();
    assert.match(page, /施\*珍/);
    assert.match(page, /<html lang="en">/, "the caller's language goes before the browser's");
    assert.equal((await fetch(link.url)).status, 410);
    assert.equal((await post(`/family/cards/${ref}/services/fly-to-the-moon/links`)).status, 404);

    const again = await problemOf(
      await apply(known, operator, { subject: PENSIONER, relationship: 'sibling' }),
    );
    assert.equal(again.code, 'duplicate_relative');
  });

  it('that is approved leaves no picture behind', async () => {
    saying({ verdict: 'approved' });
    const subject = residentOf('华静怡', '448801199004088127');
    const { made } = await handIn(known, operator, { subject, relationship: 'child' });
    const { id } = await waitFor(known, operator, made.application.id, ['approved']);
    const { parts } = (await (await get(`/applications/${id}/evidence`)).json()) as { parts: unknown[] };
    assert.equal(parts.length, 1, 'the digest stays as a record');
    assert.deepEqual(await filesLeft(dataDir, id), []);
  });

  it('can be unbound by a signed wish, for good', async () => {
    const [card] = await cardsNow();
    const path = `/family/cards/${card!.ref}/unbinding`;
    const wrong = await postIntent(known, operator, path, {
      intent: 'withdraw_application',
      object: card!.ref,
    });
    assert.equal((await problemOf(wrong)).code, 'invalid_jws');
    const wish = { intent: 'unbind_card', object: card!.ref } as const;
    assert.equal((await postIntent(known, operator, path, wish)).status, 204);
    assert.equal((await postIntent(known, operator, path, wish)).status, 204);
    assert.ok((await cardsNow()).every(({ ref }) => ref !== card!.ref));
    assert.equal((await problemOf(await post(`/family/cards/${card!.ref}/codes`))).code, 'state_conflict');
  });

  it(
    'goes to a person when its judgement fails again and again, and never to an approval',
    long,
    async () => {
      say = async () => {
        throw new Error('The models are gone.');
      };
      const subject = residentOf('柯若兰', '448801199506188064');
      const { made } = await handIn(known, operator, { subject, relationship: 'child' });
      await waitFor(known, operator, made.application.id, ['manual_review']);
    },
  );

  it('can be withdrawn until it is decided, by a signed wish', async () => {
    saying({ verdict: 'manual_review' });
    const subject = residentOf('戴文博', '118801198209258096');
    const { made } = await handIn(known, operator, { subject, relationship: 'child' });
    const { id } = await waitFor(known, operator, made.application.id, ['manual_review']);
    const path = `/applications/${id}/withdrawal`;
    const wish = { intent: 'withdraw_application', object: id } as const;
    assert.equal((await postIntent(known, operator, path, wish)).status, 200);
    assert.equal((await statusOf(known, operator, id)).status, 'withdrawn');
    assert.equal((await postIntent(known, operator, path, wish)).status, 200);
  });

  it('that was rejected can be appealed once, and then a person decides', async () => {
    saying({ verdict: 'rejected', reason: 'face_mismatch' });
    const subject = residentOf('范以恒', '318801199201308118');
    const { made } = await handIn(known, operator, { subject, relationship: 'child' });
    const { id } = await waitFor(known, operator, made.application.id, ['rejected']);
    assert.equal((await post(`/applications/${id}/appeal`, { text: '照片是我本人。' })).status, 202);
    assert.equal((await statusOf(known, operator, id)).status, 'manual_review');
    const again = await problemOf(await post(`/applications/${id}/appeal`, { text: '再看一次' }));
    assert.equal(again.code, 'state_conflict');
  });

  it('is refused when it was changed, is for another place, or names another key', async () => {
    const made = await draft(known, operator, {
      subject: residentOf('罗知行', '448801197010058195'),
      relationship: 'other',
    });
    const { id } = made.application;
    const part = await uploadDocument(known, operator, made);
    const flipped = await manifestOf(known, operator, made, [part]);
    const text = Buffer.from(flipped)
      .toString()
      .replace(/"payload":"(.)/, (_, c) => `"payload":"${c === 'A' ? 'B' : 'A'}`);
    const refusals = [
      [await submit(known, operator, id, Buffer.from(text)), 'invalid_jws'],
      [
        await submit(
          known,
          operator,
          id,
          await manifestOf(known, operator, made, [part], { aud: 'http://x.example' }),
        ),
        'invalid_jws',
      ],
      [
        await submit(
          known,
          operator,
          id,
          await manifestOf(known, operator, made, [part], { exp: made.consents.length + 4_000_000_000 }),
        ),
        'invalid_jws',
      ],
      [
        await submit(
          known,
          operator,
          id,
          await manifestOf(known, operator, made, [part], { method: 'portrait_photo' }),
        ),
        'manifest_mismatch',
      ],
      [
        await submit(known, operator, id, await manifestOf(known, operator, made, [part], { consents: [] })),
        'consent_missing',
      ],
      [await submit(known, operator, id, Buffer.from('not json')), 'invalid_jws'],
    ] as const;
    for (const [response, code] of refusals) assert.equal((await problemOf(response)).code, code);
    const other = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR);
    const stranger = await submit(known, other, id, await manifestOf(known, other, made, [part]));
    assert.deepEqual(await problemOf(stranger), { status: 403, code: 'key_mismatch', errors: undefined });
  });

  it('asks for a fresh log-in when the last one is long ago, and is accepted after it, by the same key', async (t) => {
    const made = await draft(known, operator, { subject: ANNA, relationship: 'child' });
    const part = await uploadDocument(known, operator, made);
    const { id } = made.application;
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + (MAX_AUTH_AGE_S + 1) * 1000 });
    const bytes = await manifestOf(known, operator, made, [part]);
    const refreshed = { ...operator, tokens: await refresh(operator) };
    const response = await submit(known, refreshed, id, bytes);
    assert.match(
      response.headers.get('www-authenticate') ?? '',
      /^DPoP error="insufficient_user_authentication", max_age="300"/,
    );
    assert.deepEqual(await problemOf(response), {
      status: 401,
      code: 'insufficient_user_authentication',
      errors: undefined,
    });
    assert.equal((await statusOf(known, refreshed, id)).status, 'draft');
    const { keyPair } = operator;
    const again = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { keyPair });
    assert.equal((await submit(known, again, id, bytes)).status, 202);
    t.mock.timers.reset();
  });
});
