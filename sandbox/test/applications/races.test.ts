import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Card } from '@family-auth/library/protocol/card.ts';
import type { Judge } from '../../src/judgement/judgement.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  applicationBody,
  apply,
  draft,
  handIn,
  type Known,
  know,
  manifestOf,
  OPERATOR,
  PENSIONER,
  postApplication,
  postIntent,
  problemOf,
  residentOf,
  statusOf,
  submit,
  uploadDocument,
  waitFor,
} from '../support/family.ts';
import { call, type LoggedIn, logIn, refresh } from '../support/log-in.ts';
import { openCase } from '../support/review.ts';
import { startSandbox } from '../support/test-database.ts';

const MAX_ATTEMPTS = 3;
const atOnce = <T>(times: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: times }, (_, index) => work(index)));
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('of requests that come at the same moment', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  let judged = 0;
  let verdict: 'approved' | 'manual_review' = 'manual_review';
  const judge: Judge = {
    judge: async () => {
      judged += 1;
      return { verdict, checks: [], remember: [] };
    },
    close: async () => {},
  };
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge, maxAttempts: MAX_ATTEMPTS });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  const post = (path: string, body?: unknown) =>
    call(operator, 'POST', `${known.discovery.api_base}${path}`, {
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const inReview = async (subject: Parameters<typeof apply>[2]['subject']) => {
    verdict = 'manual_review';
    const { made } = await handIn(known, operator, { subject, relationship: 'other' });
    await waitFor(known, operator, made.application.id, ['manual_review']);
    return made.application.id;
  };
  const boundCard = async (subject: Parameters<typeof apply>[2]['subject']) => {
    verdict = 'approved';
    const { made } = await handIn(known, operator, { subject, relationship: 'sibling' });
    return (await waitFor(known, operator, made.application.id, ['approved'])).card_ref!;
  };
  const cards = async () => {
    const response = await call(operator, 'GET', `${known.discovery.api_base}/family/cards`);
    return ((await response.json()) as { cards: Card[] }).cards;
  };

  it('registrations of one person make one account', async () => {
    const person = {
      name: '柯明远',
      idNumber: '318801198808238297',
      phone: '13800000002',
      password: 'enter nothing real',
    };
    const issuer = `${sandbox.backendUrl}/oidc`;
    const tried = await Promise.allSettled([1, 2, 3].map(() => logIn(issuer, person, { register: true })));
    assert.equal(tried.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  it('uses of one refresh token give new tokens once', async () => {
    const issuer = `${sandbox.backendUrl}/oidc`;
    const session = await logIn(issuer, OPERATOR);
    await refresh(session).then((tokens) => Object.assign(session.tokens, tokens)); // the nonce is known after it
    const raced = await Promise.allSettled([1, 2, 3, 4].map(() => refresh(session)));
    const given = raced.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    assert.equal(given.length, 1);
    for (const one of raced) if (one.status === 'rejected') assert.equal(one.reason.error, 'invalid_grant');
  });

  it('applications for one relative leave one draft', async () => {
    const wish = { subject: residentOf('戴文博', '118801198209258096'), relationship: 'child' };
    const answers = await atOnce(4, () => apply(known, operator, wish));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201, 201],
    );
    const ids = await Promise.all(answers.map(async (one) => ((await one.json()) as { id: string }).id));
    const now = await Promise.all(ids.map((id) => statusOf(known, operator, id)));
    assert.deepEqual(now.map(({ status }) => status).sort(), [
      'draft',
      'withdrawn',
      'withdrawn',
      'withdrawn',
    ]);
  });

  it('requests with one Idempotency-Key make one draft, and the others get its answer or are told to wait', async () => {
    const wish = { subject: residentOf('范以恒', '318801199201308118'), relationship: 'other' };
    const body = await applicationBody(known, operator, wish);
    const key = 'one-key-for-all-of-them';
    const answers = await atOnce(5, () => postApplication(known, operator, body, key));
    const made = new Set<string>();
    for (const answer of answers) {
      if (answer.status === 201) made.add(((await answer.json()) as { id: string }).id);
      else assert.equal((await problemOf(answer)).code, 'idempotency_in_progress');
    }
    assert.equal(made.size, 1);
    const again = await postApplication(known, operator, body, key);
    assert.ok(made.has(((await again.json()) as { id: string }).id));
  });

  it('submissions with the same bytes are all accepted, and judged once', async () => {
    const made = await draft(known, operator, { subject: ANNA, relationship: 'child' });
    const bytes = await manifestOf(known, operator, made, [await uploadDocument(known, operator, made)]);
    const earlier = judged;
    verdict = 'manual_review';
    const answers = await atOnce(4, () => submit(known, operator, made.application.id, bytes));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [202, 202, 202, 202],
    );
    await waitFor(known, operator, made.application.id, ['manual_review']);
    assert.equal(judged, earlier + 1);
  });

  it('submissions with different bytes are accepted once', async () => {
    const subject = residentOf('范以恒', '318801199201308118');
    const made = await draft(known, operator, { subject, relationship: 'child' });
    const part = await uploadDocument(known, operator, made);
    const manifests = await atOnce(4, () => manifestOf(known, operator, made, [part]));
    const answers = await Promise.all(
      manifests.map((bytes) => submit(known, operator, made.application.id, bytes)),
    );
    assert.deepEqual(sorted(answers.map(({ status }) => status)), [202, 409, 409, 409]);
    for (const one of answers.filter(({ status }) => status === 409))
      assert.equal((await problemOf(one)).code, 'state_conflict');
  });

  it('live-face sessions of one draft are no more than are allowed, and one of them is open', async () => {
    const subject = residentOf('柯若兰', '448801199506188064');
    const wish = { subject, relationship: 'child', method: 'face_liveness' as const };
    const response = await apply(known, operator, wish);
    const { id } = (await response.json()) as { id: string };
    const asked = {
      mode: 'interactive',
      measured_fps: 20,
      frame: { width: 640, height: 480 },
      pace: 'standard',
    };
    const answers = await atOnce(MAX_ATTEMPTS + 3, () => post(`/applications/${id}/challenges`, asked));
    const opened = answers.filter(({ status }) => status === 201);
    assert.equal(opened.length, MAX_ATTEMPTS);
    const challenges = (await Promise.all(opened.map((one) => one.json()))) as {
      id: string;
      attempts_left: number;
    }[];
    assert.deepEqual(sorted(challenges.map(({ attempts_left }) => attempts_left)), [0, 1, 2]);
    const swaps = await Promise.all(
      challenges.map((one) => post(`/challenges/${one.id}/swap`, { i: 0 }).then(problemOf)),
    );
    assert.deepEqual(swaps.map(({ code }) => code).sort(), [
      'challenge_used',
      'challenge_used',
      'swap_not_allowed',
    ]);
  });

  it('a case is claimed by one of two reviewers, whose two decisions count once', async () => {
    const id = await inReview(residentOf('华静怡', '448801199004088127'));
    const claims = await Promise.allSettled(['甲', '乙'].map((name) => openCase(sandbox, name, id)));
    assert.deepEqual(claims.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const desk = claims.flatMap((claim) => (claim.status === 'fulfilled' ? [claim.value] : []))[0]!;
    const led = await Promise.all([
      desk.decide({ decision: 'approved', note: '' }),
      desk.decide({ decision: 'rejected', reason: 'face_mismatch', note: '' }),
    ]);
    assert.deepEqual(led.map((place) => place?.split('?')[1]).sort(), ['done', 'gone']);
    const { status, card_ref } = await statusOf(known, operator, id);
    assert.equal(status, led[0]!.endsWith('done') ? 'approved' : 'rejected');
    assert.equal((await cards()).length, card_ref ? 1 : 0);
  });

  it("a reviewer's decision and the applicant's withdrawal count once", async () => {
    const id = await inReview(residentOf('罗知行', '448801197010058195'));
    const desk = await openCase(sandbox, '甲', id);
    const [place, withdrawal] = await Promise.all([
      desk.decide({ decision: 'approved', note: '' }),
      postIntent(known, operator, `/applications/${id}/withdrawal`, {
        intent: 'withdraw_application',
        object: id,
      }),
    ]);
    const { status } = await statusOf(known, operator, id);
    if (place?.endsWith('done')) assert.deepEqual([status, withdrawal.status], ['approved', 409]);
    else assert.deepEqual([status, withdrawal.status], ['withdrawn', 200]);
  });

  it('a display code is read once, a link opened once, and a card has one code', async () => {
    const ref = await boundCard(PENSIONER);
    const asked = await atOnce(4, () => post(`/family/cards/${ref}/codes`));
    const codes = (await Promise.all(asked.map((one) => one.json()))) as { code: string }[];
    const reads = await Promise.all(
      codes
        .flatMap(({ code }) => [code, code, code])
        .map((code) => fetch(`${sandbox.backendUrl}/counter/${code}`)),
    );
    assert.equal(reads.filter(({ status }) => status === 200).length, 1);

    const link = await post(`/family/cards/${ref}/services/pension-qualification/links`);
    const { url } = (await link.json()) as { url: string };
    const opened = await atOnce(4, () => fetch(url));
    assert.deepEqual(sorted(opened.map(({ status }) => status)), [200, 410, 410, 410]);

    const wish = { intent: 'unbind_card', object: ref } as const;
    const unbound = await atOnce(3, () =>
      postIntent(known, operator, `/family/cards/${ref}/unbinding`, wish),
    );
    assert.deepEqual(
      unbound.map(({ status }) => status),
      [204, 204, 204],
    );
    assert.ok((await cards()).length < 3);
  });
});
