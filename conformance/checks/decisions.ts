import { setTimeout as pause } from 'node:timers/promises';
import {
  type Application,
  type ApplicationStatus,
  isFinal,
  REASONS,
  STATUS_EDGES,
} from '@family-auth/library/protocol/application.ts';
import { decodeJwt } from 'jose';
import { ask } from '../engine/api.ts';
import { announced, consentsFor, draft, getApplication, isOffered, waitFor } from '../engine/apply.ts';
import { type Check, check } from '../engine/check.ts';
import {
  answerAsSubject,
  applicationNow,
  awaitingAnswer,
  bound,
  postAppeal,
  rejected,
  resultOf,
  subjectLink,
} from '../engine/decide.ts';
import { digestOf } from '../engine/dpop.ts';
import type { Answer } from '../engine/exchange.ts';
import { expect, expectProblem, expectStatus, skip } from '../engine/expect.ts';
import { handIn, upload } from '../engine/hand-in.ts';
import type { Kit } from '../engine/kit.ts';
import type { Session } from '../engine/log-in.ts';
import { postIntent, withdraw } from '../engine/signed.ts';

/** What is nowhere in an answer or statement: how a check came out. */
const SCORES =
  /"(?:score|scores|confidence|similarity|distance|probability|checks?|verdict|likelihood)"\s*:/i;

const withdrawConsent = (kit: Kit, session: Session, id: string): Promise<Answer> =>
  postIntent(kit, session, `/applications/${id}/consent-withdrawal`, {
    intent: 'withdraw_consent',
    object: id,
  });

/** What an application passes through by itself. */
const PASSING: readonly string[] = ['draft', 'submitted', 'processing'];

/** @throws CheckFailed unless one status can become the other in just as many moves as the version counts. */
function expectMoves(before: Application, now: Application): void {
  // That consents were taken back counts once more, beside the status.
  const taken = now.consents_withdrawn_at !== before.consents_withdrawn_at ? 1 : 0;
  const moves = now.version - before.version - taken;
  const [from, to] = [before.status, now.status] as ApplicationStatus[] as [
    ApplicationStatus,
    ApplicationStatus,
  ];
  // Nobody appealed: nothing leads on from what is final.
  const reached = (status: ApplicationStatus, left: number): readonly ApplicationStatus[] =>
    left === 0
      ? [status]
      : isFinal(status)
        ? []
        : STATUS_EDGES[status].flatMap((next) => reached(next, left - 1));
  expect(
    moves >= 1 && reached(from, moves).includes(to),
    `${from} (version ${before.version}) went to ${to} (version ${now.version}): no ${moves} moves lead there.`,
  );
}

const statusChecks: readonly Check[] = [
  check('C75', 'moves a status along the edges alone, by one version each', {}, async (kit) => {
    const session = await kit.operator();
    const { id, made } = await handIn(kit, session);
    const seen: Application[] = [made.application];
    for (let round = 0; round < 100; round++) {
      const now = await applicationNow(kit, session, id);
      if (now.version !== seen.at(-1)!.version) seen.push(now);
      if (!PASSING.includes(now.status)) break;
      await pause(100);
    }
    const { status } = seen.at(-1)!;
    expect(!PASSING.includes(status), `After ten seconds the application is still ${status}.`);
    if (!isFinal(status)) {
      expectStatus(await withdraw(kit, session, id), 200, 'The withdrawal');
      seen.push(await applicationNow(kit, session, id));
    }
    for (const [at, now] of seen.slice(1).entries()) expectMoves(seen[at]!, now);
  }),
  check('C76', 'says when to look again, and answers 304 to what is known', {}, async (kit) => {
    const session = await kit.operator();
    const { id } = await handIn(kit, session);
    await waitFor(kit, session, id, ['manual_review']);
    const url = await kit.url(`/applications/${id}`);
    const answer = await getApplication(kit, session, id);
    expect(
      /^\d+$/.test(answer.header('retry-after') ?? ''),
      'manual_review is answered without Retry-After.',
    );
    const etag = answer.header('etag') ?? '';
    expect(/^(?:W\/)?"[^"]*"$/.test(etag), `ETag is ${etag || 'missing'}.`);
    const weak = etag.startsWith('W/') ? etag : `W/${etag}`;
    for (const known of [etag, `"other", ${etag}`, weak, '*']) {
      const same = await ask(session, url, { headers: { 'if-none-match': known } });
      expectStatus(same, 304, `If-None-Match: ${known}`);
      expect(same.bytes.length === 0, 'A 304 has a body.');
    }
    expectStatus(await ask(session, url, { headers: { 'if-none-match': '"other"' } }), 200, 'Another tag');
  }),
  check('C76-draft', 'gives a draft an ETag that changes with it', { verifies: ['C76'] }, async (kit) => {
    const session = await kit.operator();
    const { application } = await draft(kit, session);
    const before = (await getApplication(kit, session, application.id)).header('etag');
    expect(before, 'A draft is answered without an ETag.');
    await withdraw(kit, session, application.id);
    const after = (await getApplication(kit, session, application.id)).header('etag');
    expect(after && after !== before, 'The ETag stayed the same over a withdrawal.');
  }),
  check('C79', 'ends what is not final when it is withdrawn, once', {}, async (kit) => {
    const session = await kit.operator();
    const first = await draft(kit, session);
    await upload(kit, session, first.application.id);
    const second = await handIn(kit, session);
    await waitFor(kit, session, second.id, ['manual_review']);
    for (const id of [first.application.id, second.id]) {
      const former = await applicationNow(kit, session, id);
      if (former.status === 'withdrawn') continue; // the second draft took its place
      const answer = expectStatus(
        await withdraw(kit, session, id),
        200,
        `A withdrawal from ${former.status}`,
      );
      const { status, version } = answer.json as Application;
      expect(status === 'withdrawn', `${former.status} became ${status}.`);
      const again = expectStatus(await withdraw(kit, session, id), 200, 'A second withdrawal');
      expect((again.json as Application).version === version, 'The second withdrawal changed something.');
    }
  }),
  check('C79-final', 'takes no withdrawal from a decision', { verifies: ['C79'] }, async (kit) => {
    const { operator, id } = await bound(kit);
    const refused = await withdraw(kit, operator, id);
    expectProblem(refused, { status: 409, code: 'state_conflict' }, 'A withdrawal from approved');
  }),
  check('C108', 'takes back consents in every status, and keeps a card that was bound', {}, async (kit) => {
    await announced(kit, 'consent-withdrawal');
    const session = await kit.operator();
    const { application } = await draft(kit, session, { planted: kit.tenant.subjects.adults[1]! });
    const open = expectStatus(await withdrawConsent(kit, session, application.id), 200, 'From a draft')
      .json as Application;
    expect(open.status === 'withdrawn', `A draft became ${open.status}.`);
    const { operator, id, ref } = await bound(kit);
    const decided = expectStatus(await withdrawConsent(kit, operator, id), 200, 'From approved')
      .json as Application;
    expect(decided.status === 'approved', `approved became ${decided.status}.`);
    expect(decided.consents_withdrawn_at, 'consents_withdrawn_at is missing.');
    expectStatus(await ask(operator, await kit.url(`/family/cards/${ref}`)), 200, 'The card afterwards');
    const { subject } = kit.tenant.subjects.answering;
    expect(!decided.subject_name.includes(subject.name[0]!), 'The name is still there.');
  }),
];

const resultChecks: readonly Check[] = [
  check('C77', 'signs a result for its client, application and manifest', {}, async (kit) => {
    const { operator, id, body } = await bound(kit);
    const { result } = await resultOf(kit, operator, id);
    expect(result.sub === id, 'The result is about another application.');
    expect(result.status === 'approved', `The result says ${result.status}.`);
    const digest = digestOf(body);
    expect(
      result.submission === digest,
      `submission is ${result.submission}, the manifest hashes to ${digest}.`,
    );
    const lives = result.exp - result.iat;
    expect(lives > 0 && lives <= 86_400, `The result lives ${lives} s.`);
  }),
  check('C77-early', 'states no result before there is one', { verifies: ['C77'] }, async (kit) => {
    const session = await kit.operator();
    const never = await draft(kit, session, { planted: kit.tenant.subjects.adults[1]! });
    const early = await ask(session, await kit.url(`/applications/${never.application.id}/result`));
    expectProblem(early, { status: 409, code: ['state_conflict', 'not_final'] }, 'The result of a draft');
    const { id } = await handIn(kit, session);
    await waitFor(kit, session, id, ['manual_review']);
    const open = await ask(session, await kit.url(`/applications/${id}/result`));
    expectProblem(open, { status: 409, code: 'not_final' }, 'The result of a review');
  }),
  check('C96-dated', 'dates consents by its own clock', { verifies: ['C96'] }, async (kit) => {
    const beforeMs = Date.now();
    const isAnswered = await isOffered(kit, 'subject_login');
    const [method, givers] = isAnswered
      ? (['subject_login', ['operator']] as const)
      : (['document_review', ['operator', 'subject']] as const);
    const given = await consentsFor(kit, method, givers);
    const consents = given.map((one) => ({ ...one, at: '1999-01-01T00:00:00Z' }));
    const { operator: session, id } = await rejected(kit, { consents });
    const { result } = await resultOf(kit, session, id);
    for (const { at, notice } of result.consents ?? []) {
      expect(Date.parse(at) > beforeMs - 90_000, `${notice} is dated ${at}, as the client said.`);
    }
    expect((result.consents ?? []).length > 0, 'The result names no consent.');
  }),
  check('C78', 'gives a rejection a listed reason', {}, async (kit) => {
    const { operator, id, application } = await rejected(kit);
    const { reason } = application;
    expect((REASONS as readonly string[]).includes(reason ?? ''), `The reason is ${reason ?? 'missing'}.`);
    const { result } = await resultOf(kit, operator, id);
    expect(result.reason === reason, `The result says ${result.reason}, the application ${reason}.`);
  }),
  check('C81', 'takes a subject’s no for a no', {}, async (kit) => {
    const { operator, id } = await awaitingAnswer(kit);
    const { token } = await subjectLink(kit, operator, id);
    const { answer } = await answerAsSubject(kit, token, id, false);
    expectStatus(answer, 204, 'The subject’s no');
    const now = await waitFor(kit, operator, id, ['rejected', 'approved', 'manual_review']);
    expect(
      now.status === 'rejected' && now.reason === 'subject_declined',
      `Got ${now.status}, ${now.reason}.`,
    );
  }),
  check('C110', 'takes no appeal but from a rejection', {}, async (kit) => {
    const { operator, id } = await bound(kit);
    const appeal = await postAppeal(kit, operator, id);
    expectProblem(appeal, { status: 409, code: 'state_conflict' }, 'An appeal against an approval');
  }),
  check('C110-own-word', 'takes no appeal against the subject’s no', { verifies: ['C110'] }, async (kit) => {
    const { operator, id, application } = await rejected(kit);
    if (application.reason !== 'subject_declined') skip('Nobody can say no for themself here.');
    expect(!application.appealable, 'The subject’s own word may be appealed against.');
    const appeal = await postAppeal(kit, operator, id);
    expectProblem(appeal, { status: 409, code: 'state_conflict' }, 'An appeal against the subject’s no');
  }),
  check('L13', 'says no score, and not which check refused', {}, async (kit) => {
    const { operator, id, application } = await bound(kit);
    const { jwt } = await resultOf(kit, operator, id);
    const said = [JSON.stringify(application), JSON.stringify(decodeJwt(jwt))];
    for (const text of said) expect(!SCORES.test(text), `A statement holds ${SCORES.exec(text)?.[0]}.`);
  }),
];

export const decisionChecks: readonly Check[] = [...statusChecks, ...resultChecks];
