import { setTimeout as pause } from 'node:timers/promises';
import type { Method } from '@family-auth/library/protocol/common.ts';
import { ask } from '../engine/api.ts';
import { announced, apply, documentMethod, draft, sealSubject, waitFor } from '../engine/apply.ts';
import { type Check, check } from '../engine/check.ts';
import {
  answerAsSubject,
  applicationNow,
  awaitingAnswer,
  bound,
  resultOf,
  subjectLink,
  unbind,
  verified,
} from '../engine/decide.ts';
import { send } from '../engine/exchange.ts';
import { expect, expectProblem, expectStatus, shortly, skip } from '../engine/expect.ts';
import { handIn, upload } from '../engine/hand-in.ts';
import type { Kit } from '../engine/kit.ts';
import { postIntent, withdraw } from '../engine/signed.ts';

/** What is there as soon as anything is, and nothing after 20 s. */
async function comeIn(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found.length > 0 || Date.now() > end) return found;
    await pause(500);
  }
}

const subjectChecks: readonly Check[] = [
  check('C112', 'shows a subject link to no account but the subject’s', {}, async (kit) => {
    const { operator, id } = await awaitingAnswer(kit);
    const { token } = await subjectLink(kit, operator, id);
    const again = await subjectLink(kit, operator, id);
    expect(again.token === token, 'A second link is another one.');
    const path = await kit.url(`/family/subject-links/${token}`);
    const bare = await send(path);
    expect(bare.status === 401, `Without a log-in the link is answered ${shortly(bare)}.`);
    const refused = { status: 403, code: 'subject_mismatch' } as const;
    expectProblem(await ask(operator, path), refused, 'The link for the operator');
    const wrong = await postIntent(kit, operator, `/family/subject-links/${token}`, {
      intent: 'decline_as_subject',
      object: id,
    });
    expectProblem(wrong, refused, 'An answer by the operator');
    expect(
      (await applicationNow(kit, operator, id)).status === 'awaiting_subject',
      'A stranger’s answer counted.',
    );
    const { answer, subject } = await answerAsSubject(kit, token, id, true, []);
    expectProblem(answer, { status: 422, code: 'consent_missing' }, 'A yes without consents');
    expectStatus(await ask(subject, path), 200, 'The link for the subject');
  }),
  check('C109', 'says until when it waits', {}, async (kit) => {
    const { operator, id } = await awaitingAnswer(kit);
    const waiting = await applicationNow(kit, operator, id);
    expect(Date.parse(waiting.expires_at ?? '') > Date.now(), 'awaiting_subject has no expires_at ahead.');
    await withdraw(kit, operator, id);
    const review = await handIn(kit, operator);
    const open = await waitFor(kit, operator, review.id, ['manual_review']);
    expect(Date.parse(open.expires_at ?? '') > Date.now(), 'manual_review has no expires_at ahead.');
  }),
  check(
    'C109-end',
    'ends a wait for the subject at its time',
    { verifies: ['C109'], waitsS: 76 },
    async (kit) => {
      const { operator, id } = await awaitingAnswer(kit);
      const { expires_at: end } = await applicationNow(kit, operator, id);
      const seconds = (Date.parse(end ?? '') - Date.now()) / 1000;
      expect(seconds > 0, 'awaiting_subject has no expires_at ahead.');
      if (seconds > 120)
        skip(`A subject is waited for ${Math.round(seconds)} s; the kit waits 120 s at most.`);
      await pause((seconds + 1.5) * 1000);
      const later = await kit.logIn(operator.account);
      const { status, reason } = await applicationNow(kit, later, id);
      expect(
        status === 'rejected' && reason === 'subject_no_response',
        `After its end the wait is ${status}, ${reason ?? 'without a reason'}.`,
      );
    },
  ),
];

const cardChecks: readonly Check[] = [
  check('C82', 'shows a card masked and signed, and ends it for good', {}, async (kit) => {
    const { operator, ref } = await bound(kit);
    const list = expectStatus(await ask(operator, await kit.url('/family/cards')), 200, 'The cards');
    const cards = await Promise.all(
      (list.json as { cards: string[] }).cards.map((jwt) => verified(kit, 'card', jwt, operator.clientId)),
    );
    const card = cards.find((one) => one.ref === ref);
    expect(card?.status === 'active', `The card is ${card?.status ?? 'not in the list'}.`);
    const { subject } = kit.tenant.subjects.answering;
    expect(card.number !== subject.id.number && card.number.includes('*'), 'The number is not masked.');
    expect(card.name !== subject.name && card.name.includes('*'), 'The name is not masked.');
    expect(card.exp - card.iat <= 300, `The view lives ${card.exp - card.iat} s.`);
    const hasCodes = (await kit.discovery()).profiles.includes('card-codes');
    const askForCode = async () =>
      ask(operator, await kit.url(`/family/cards/${ref}/codes`), { method: 'POST' });
    if (hasCodes) expectStatus(await askForCode(), 201, 'A display code');
    expectStatus(await unbind(kit, operator, ref), 204, 'The unbinding');
    const after = await ask(operator, await kit.url('/family/cards'));
    const left = await Promise.all(
      (after.json as { cards: string[] }).cards.map((jwt) => verified(kit, 'card', jwt, operator.clientId)),
    );
    expect(!left.some((one) => one.ref === ref && one.status === 'active'), 'The card is still active.');
    const dead = await askForCode();
    expect(dead.status >= 400, `A code of an unbound card is answered ${shortly(dead)}.`);
    expectStatus(await unbind(kit, operator, ref), [204, 404], 'A second unbinding');
  }),
  check(
    'C82-others',
    'shows a card to nobody else, and signs each view for one client',
    { verifies: ['C82'] },
    async (kit) => {
      const [, stranger] = await kit.twoOperators();
      const { operator, ref } = await bound(kit);
      const hidden = await ask(stranger, await kit.url(`/family/cards/${ref}`));
      expectProblem(hidden, { status: 404, code: 'not_found' }, 'The card for another operator');
      const unbound = await unbind(kit, stranger, ref);
      expectProblem(unbound, { status: 404, code: 'not_found' }, 'An unbinding by another operator');
      const answer = expectStatus(
        await ask(operator, await kit.url(`/family/cards/${ref}`)),
        200,
        'The card',
      );
      const [jwt = ''] = (answer.json as { cards: string[] }).cards;
      const { status } = await verified(kit, 'card', jwt, operator.clientId);
      expect(status === 'active', `The card is ${status}.`);
    },
  ),
  check('C115', 'gives a display code a minute at most, one at a time', {}, async (kit) => {
    await announced(kit, 'card-codes');
    const { operator, ref } = await bound(kit);
    const url = await kit.url(`/family/cards/${ref}/codes`);
    const first = expectStatus(await ask(operator, url, { method: 'POST' }), 201, 'A display code');
    const { expires_at, code } = first.json as { expires_at: string; code: string };
    const seconds = (Date.parse(expires_at) - Date.now()) / 1000;
    expect(seconds > 0 && seconds <= 61, `The code lives ${Math.round(seconds)} s.`);
    const second = expectStatus(await ask(operator, url, { method: 'POST' }), 201, 'A second code');
    expect((second.json as { code: string }).code !== code, 'The second code is the first one.');
  }),
  check('C95-bound', 'refuses a relative who is bound', { verifies: ['C95'] }, async (kit) => {
    const { operator, application } = await bound(kit);
    const method = application.method as Method;
    const again = await apply(kit, operator, { planted: kit.tenant.subjects.answering, method });
    expectProblem(again, { status: 409, code: 'duplicate_relative' }, 'A draft for who is bound');
  }),
];

const deletionChecks: readonly Check[] = [
  check(
    'C80',
    'deletes evidence when its application ends, and signs that it did',
    { verifies: ['C80', 'C123'], needs: ['logIn', 'cleanUp'] },
    async (kit) => {
      const session = await kit.operator();
      const {
        application: { id },
      } = await draft(kit, session);
      await upload(kit, session, id);
      const receiptsUrl = await kit.url(`/applications/${id}/deletion-receipts`);
      const before = expectStatus(await ask(session, receiptsUrl), 200, 'The receipts of a draft');
      expect(
        (before.json as { receipts: string[] }).receipts.length === 0,
        'There is a receipt before anything was deleted.',
      );
      await withdraw(kit, session, id);
      await kit.adapter.cleanUp?.();
      const receipts = await comeIn(
        async () => ((await ask(session, receiptsUrl)).json as { receipts: string[] }).receipts,
      );
      const claims = await Promise.all(
        receipts.map((jwt) => verified(kit, 'deletion_receipt', jwt, session.clientId)),
      );
      const photos = claims.flatMap(({ deleted }) => deleted).filter(({ kind }) => kind === 'photos');
      expect(
        photos.some(({ count }) => count > 0),
        'No receipt says that the photo was deleted.',
      );
      expect(
        claims.every(({ sub }) => sub === id),
        'A receipt is about another application.',
      );
      const { subject } = kit.tenant.subjects.adults[0]!;
      const text = JSON.stringify(claims);
      expect(
        !text.includes(subject.name) && !text.includes(subject.id.number),
        'A receipt names the subject.',
      );
    },
  ),
  check(
    'H05',
    'goes by its former keys after they were replaced',
    { needs: ['logIn', 'rotateKeys'], alone: true },
    async (kit) => {
      const { operator, id } = await bound(kit);
      const { jwt } = await resultOf(kit, operator, id);
      const former = await kit.recipient();
      const before = (await kit.jwks()).keys.map(({ kid }) => kid);
      await kit.adapter.rotateKeys?.();
      const { keys } = await kit.jwks();
      const added = keys.filter(({ kid }) => !before.includes(kid));
      expect(added.length > 0, 'No new key is published.');
      await verified(kit, 'result', jwt, operator.clientId);
      expect(
        keys.some(({ kid }) => kid === former.kid),
        'The key to which clients still seal is gone at once.',
      );
      const sealed = await sealSubject(kit, operator, kit.tenant.subjects.adults[1]!.subject, {
        recipient: former,
      });
      expectStatus(
        await apply(kit, operator, { planted: kit.tenant.subjects.adults[1]!, sealed }),
        201,
        'A subject sealed to the former key',
      );
      const { jwt: now } = await resultOf(kit, operator, id);
      await verified(kit, 'result', now, operator.clientId);
    },
  ),
];

/** A card whose link the subject ended, by what they were told and without an account. */
async function endedBySubject(kit: Kit) {
  const { subject } = kit.tenant.subjects.answering;
  const told = async () => (await kit.adapter.messages?.(subject)) ?? [];
  const before = await told();
  const made = await bound(kit);
  const news = await comeIn(async () => (await told()).filter((message) => !before.includes(message)));
  expect(news.length > 0, 'Nothing was sent to the contact that the register holds.');
  await kit.adapter.endLink?.(news[0]!, subject);
  return made;
}

/** The subject's own word binds again, so that whoever runs the kit next finds nobody locked out. */
async function bindAgain(kit: Kit): Promise<void> {
  const { application } = await bound(kit);
  expect(application.status === 'approved', `After the subject’s own yes it is ${application.status}.`);
}

const ends = { needs: ['logIn', 'messages', 'endLink'], alone: true } as const;

const noticeChecks: readonly Check[] = [
  check('C113', 'tells the subject of a link, who ends it without an account', ends, async (kit) => {
    const { operator, ref } = await endedBySubject(kit);
    const url = await kit.url(`/family/cards/${ref}`);
    const [jwt = ''] = (expectStatus(await ask(operator, url), 200, 'The card').json as { cards: string[] })
      .cards;
    const { status } = await verified(kit, 'card', jwt, operator.clientId);
    expect(status === 'revoked', `After the subject ended the link the card is ${status}.`);
    await bindAgain(kit);
  }),
  check('C114', 'binds whom the subject refused by the subject’s own word alone', ends, async (kit) => {
    const method = await documentMethod(kit);
    const { operator } = await endedBySubject(kit);
    const refused = await apply(kit, operator, { planted: kit.tenant.subjects.answering, method });
    expectProblem(
      refused,
      { status: 422, code: 'subject_agreement_required' },
      'Documents of a subject who ended the link',
    );
    await bindAgain(kit);
  }),
];

export const cardAndDeletionChecks: readonly Check[] = [
  ...subjectChecks,
  ...cardChecks,
  ...deletionChecks,
  ...noticeChecks,
];
