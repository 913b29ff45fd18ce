import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectClient } from '@family-auth/library/client/create-client.ts';
import type { FamilyAuthClient } from '@family-auth/library/client/family-auth-client.ts';
import { submitDocuments } from '@family-auth/library/client/submission.ts';
import { codes as enCodes } from '@family-auth/library/locales/en/codes.ts';
import { afterConsent as zhScreens } from '@family-auth/library/locales/zh-CN/after-consent.ts';
import { codes as zhCodes } from '@family-auth/library/locales/zh-CN/codes.ts';
import type { LoginSession } from '@family-auth/library/login/login-session.ts';
import type { ConsentGiver } from '@family-auth/library/protocol/common.ts';
import { BackendError } from '@family-auth/library/protocol/problem.ts';
import type { Subject } from '@family-auth/library/protocol/subject.ts';
import { scriptFreeBrowser } from '../../../examples/script-free-browser.ts';
import { WRONG_CODES_OF_CLERK_PER_DAY } from '../../src/rules/policy.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { enter } from '../support/enter.ts';
import { ANNA, CHILD, consentsFor, type Known, know, OPERATOR, residentOf } from '../support/family.ts';
import { openCase } from '../support/review.ts';
import { auditOf, staffEntry, staffNamed } from '../support/staff.ts';
import { startSandbox } from '../support/test-database.ts';

const DAY_MS = 86_400_000;
const TICKS = { decision: 'approved', seen: 'yes', present: 'yes', note: 'original seen' };

describe('at a counter', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoginSession;
  let client: FamilyAuthClient;
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
    known = await know(sandbox.backendUrl);
    operator = await enter(known, OPERATOR, 'register');
    client = connectClient({ discovery: known.discovery, session: operator });
  });
  after(() => sandbox.close());

  async function handIn(
    subject: Subject,
    relationship = 'sibling',
    givers: readonly ConsentGiver[] = ['operator'],
  ) {
    const consents = consentsFor(known, 'in_person', givers);
    const made = await client.createApplication({ relationship, method: 'in_person', subject, consents });
    const sent = await submitDocuments(client, operator, { ...made, consents, photos: [] });
    const { id } = made.application;
    await client.waitForDecision(id, { until: ({ status }) => status === 'awaiting_subject' });
    return { id, submissionSha256: sent.submissionSha256, ...(await client.appointment(id)) };
  }

  let desks = 0;
  async function atTheDesk(clerk = `窗口-${++desks}`) {
    const browser = scriptFreeBrowser();
    const url = `${sandbox.backendUrl}/desk/`;
    const entry = staffEntry(await staffNamed(sandbox, clerk, ['clerk']));
    const home = await browser.submit(await browser.open(url), '/login', entry);
    const looking = await browser.open(`${url}links`);
    return {
      home,
      /** What the code leads to, masked. */
      find: (code: string) => browser.submit(home, '/appointment', { code }),
      /** And what is compared, in full. */
      async lookUp(code: string) {
        const found = await browser.submit(home, '/appointment', { code });
        return found.status === 200 ? browser.submit(found, '/identity', {}) : found;
      },
      links: (fields: Record<string, string>) => browser.submit(looking, '/links', fields),
      end: (page: Parameters<typeof browser.submit>[0], fields: Record<string, string>) =>
        browser.submit(page, '/links/end', fields),
      /** Both forms: the one that shows what will be read of the decision, and the one that decides. */
      async decide(page: Parameters<typeof browser.submit>[0], fields: Record<string, string>) {
        const preview = await browser.submit(page, '/preview', fields);
        return preview.status === 200 ? browser.submit(preview, '/decision', {}) : preview;
      },
      preview: (page: Parameters<typeof browser.submit>[0], fields: Record<string, string>) =>
        browser.submit(page, '/preview', fields),
    };
  }

  it('binds the card when the clerk with the right code saw person and document', async () => {
    const { id, submissionSha256, code, qr, expires_at } = await handIn(ANNA);
    assert.match(code, /^\d{9}$/);
    assert.ok(qr.size > 20);
    assert.equal((await client.appointment(id)).code, code);
    assert.ok(Date.parse(expires_at) > Date.now() + 13 * DAY_MS);

    const desk = await atTheDesk();
    assert.ok(!desk.home.html.includes('安晓然'));
    const found = await desk.find(code);
    assert.ok(found.html.includes('安*然') && found.html.includes('安*国'));
    for (const hidden of ['安晓然', '安建国', '19880312', '1988-03-12', '8024'])
      assert.ok(!found.html.includes(hidden));
    const page = await desk.lookUp(`${code.slice(0, 3)} ${code.slice(3, 6)}-${code.slice(6)}`);
    assert.ok((await auditOf(sandbox, id)).acts.some((act) => act.endsWith('appointment.identity_shown')));
    assert.ok(page.html.includes('安晓然'));
    assert.ok(page.html.includes('安建国'), 'they are asked whether they know who adds them');
    assert.ok(page.html.includes('118801 19880312 8024'));
    const { seen: _, ...unticked } = TICKS;
    assert.equal((await desk.decide(page, unticked)).status, 422);
    assert.equal((await desk.decide(page, TICKS)).status, 200);

    assert.equal((await client.waitForDecision(id)).status, 'approved');
    const result = await client.result(id, { submissionSha256 });
    const card = await client.card(result.binding!.ref);
    assert.deepEqual([result.method, card.name], ['in_person', '安*然']);
    assert.equal((await desk.lookUp(code)).status, 404);
    await client.unbind(card.ref);
  });

  it('undoes a link for whoever comes with their document, and only theirs', async () => {
    const { id, code } = await handIn(ANNA);
    const desk = await atTheDesk();
    await desk.decide(await desk.lookUp(code), TICKS);
    const ref = (await client.waitForDecision(id)).card_ref!;

    assert.equal((await desk.links({ idNumber: ANNA.id.number })).status, 422, 'the document was not seen');
    const stranger = await desk.links({ idNumber: '318801198511078050', seen: 'yes' });
    assert.equal(stranger.status, 404);
    const page = await desk.links({ idNumber: '118801 19880312 8024', seen: 'yes' });
    assert.ok(page.html.includes('安*国') && page.html.includes('兄弟姐妹'));
    assert.equal((await desk.end(page, {})).status, 422, 'nobody asked for it');
    const foreign = { present: 'yes', idNumber: '318801198511078050' };
    assert.equal((await desk.end(page, foreign)).status, 404, 'another document ends nothing');
    assert.equal((await client.card(ref)).status, 'active');
    assert.equal((await desk.end(page, { present: 'yes' })).status, 200);

    const { status, revocation } = await client.card(ref);
    assert.deepEqual([status, revocation], ['revoked', 'subject_repudiated']);
    assert.equal((await desk.end(page, { present: 'yes' })).status, 404, 'a second time there is nothing');
  });

  it('shows what the applicant will read before anything is decided, and decides nothing by that', async () => {
    const { id, code } = await handIn(ANNA);
    const desk = await atTheDesk();
    const page = await desk.lookUp(code);
    const refusing = await desk.preview(page, {
      decision: 'rejected',
      reason: 'subject_declined',
      note: '不同意',
    });
    for (const { reason, reasonTodo } of [zhCodes, enCodes]) {
      assert.ok(refusing.html.includes(reason.subject_declined), reason.subject_declined);
      assert.ok(refusing.html.includes(reasonTodo.subject_declined));
    }
    assert.ok(refusing.html.includes('不同意'), 'the remarks can still be changed');
    assert.ok((await desk.preview(page, TICKS)).html.includes(zhScreens.approved.title));
    assert.equal((await desk.preview(page, { ...TICKS, seen: '' })).status, 422);
    assert.equal((await client.application(id)).status, 'awaiting_subject');
    await client.withdraw(id);
  });

  it('refuses with the reason that the clerk gives, and may be appealed', async () => {
    const { id, code } = await handIn(ANNA);
    const desk = await atTheDesk();
    const page = await desk.lookUp(code);
    assert.equal((await desk.decide(page, { decision: 'rejected', reason: '' })).status, 422);
    await desk.decide(page, { decision: 'rejected', reason: 'relationship_unproven', note: '' });
    const { status, reason, appealable } = await client.waitForDecision(id);
    assert.deepEqual([status, reason, appealable], ['rejected', 'relationship_unproven', true]);
  });

  it('is not bound by an appeal alone: the relative is to come to the counter again', async () => {
    const { id, code } = await handIn(ANNA);
    const desk = await atTheDesk();
    await desk.decide(await desk.lookUp(code), { decision: 'rejected', reason: 'policy', note: '' });
    await client.waitForDecision(id);
    await client.appeal(id, '请再看一次。');
    const review = await openCase(sandbox, '审核员', id);
    await review.decide({ decision: 'approved', note: 'the papers are in order' });
    const { status } = await client.waitForDecision(id, { until: (now) => now.status !== 'manual_review' });
    assert.equal(status, 'awaiting_subject');
    const again = await client.appointment(id);
    await desk.decide(await desk.lookUp(again.code), TICKS);
    const { status: end, card_ref } = await client.waitForDecision(id);
    assert.equal(end, 'approved');
    await client.unbind(card_ref!);
  });

  it('does not bind what the register does not know, whatever the clerk ticks', async () => {
    const { id, code } = await handIn(residentOf('安晓燃', ANNA.id.number));
    const desk = await atTheDesk();
    await desk.decide(await desk.lookUp(code), TICKS);
    const { status, reason } = await client.waitForDecision(id);
    assert.deepEqual([status, reason], ['rejected', 'identity_mismatch']);
  });

  it('asks for a guardian beside a child', async () => {
    const { id, code } = await handIn(CHILD, 'grandchild', ['operator', 'guardian']);
    const desk = await atTheDesk();
    const page = await desk.lookUp(code);
    assert.equal((await desk.decide(page, TICKS)).status, 422);
    await desk.decide(page, { ...TICKS, guardian: 'yes' });
    assert.equal((await client.waitForDecision(id)).status, 'approved');
  });

  it('gives a clerk few guesses a day: after those even a right code is refused', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() }); // the day does not end meanwhile
    const { id, code } = await handIn(residentOf('贝远航', '318801198511078050'));
    const desk = await atTheDesk('窗口二');
    for (let n = 0; n < WRONG_CODES_OF_CLERK_PER_DAY; n++) {
      assert.equal((await desk.lookUp(String(100_000_000 + n))).status, 404);
    }
    const refused = await desk.lookUp(code);
    assert.equal(refused.status, 429);
    assert.ok(!refused.html.includes('贝远航'));
    assert.equal((await (await atTheDesk('窗口三')).lookUp(code)).status, 200);
    await client.withdraw(id);
  });

  it('shows nothing to whoever is not logged in', async () => {
    const { id, code } = await handIn(residentOf('贝远航', '318801198511078050'));
    const page = await (await fetch(`${sandbox.backendUrl}/desk/?code=${code}`)).text();
    assert.ok(page.includes('name="password"'));
    assert.ok(!page.includes('贝远航'));
    for (const path of ['appointment', 'decision']) {
      const body = new URLSearchParams({ code, ...TICKS });
      const answer = await fetch(`${sandbox.backendUrl}/desk/${path}`, {
        method: 'POST',
        body,
        redirect: 'manual',
      });
      assert.equal(answer.status, 303);
    }
    assert.equal((await client.application(id)).status, 'awaiting_subject');
    await client.withdraw(id);
    assert.equal((await (await atTheDesk('窗口四')).lookUp(code)).status, 404);
  });

  it('is over after a fortnight', async (t) => {
    const { id, code } = await handIn(ANNA);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 14 * DAY_MS + 1_000 });
    try {
      assert.equal((await (await atTheDesk('窗口五')).lookUp(code)).status, 404);
      const again = await enter(known, OPERATOR);
      const later = connectClient({ discovery: known.discovery, session: again });
      const { status, reason } = await later.application(id);
      assert.deepEqual([status, reason], ['rejected', 'subject_no_response']);
      await assert.rejects(
        later.appointment(id),
        (error) => error instanceof BackendError && error.code === 'state_conflict',
      );
    } finally {
      t.mock.timers.reset();
    }
  });
});
