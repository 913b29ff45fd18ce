import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { connectClient } from '@family-auth/library/client/create-client.ts';
import type { FamilyAuthClient } from '@family-auth/library/client/family-auth-client.ts';
import { submitDocuments } from '@family-auth/library/client/submission.ts';
import type { LoginSession } from '@family-auth/library/login/login-session.ts';
import type { ConsentGiver, Method } from '@family-auth/library/protocol/common.ts';
import { BackendError } from '@family-auth/library/protocol/problem.ts';
import type { Subject } from '@family-auth/library/protocol/subject.ts';
import {
  type Page,
  type ScriptFreeBrowser,
  scriptFreeBrowser,
} from '../../../examples/script-free-browser.ts';
import type { Notification } from '../../src/notifications/notifier.ts';
import { RENDERED_PEOPLE } from '../../src/registry/synthetic-registry.ts';
import { WRONG_ENDINGS_EVER, WRONG_ENDINGS_PER_DAY } from '../../src/rules/policy.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { enter } from '../support/enter.ts';
import { ANNA, CHILD, consentsFor, type Known, know, OPERATOR, residentOf } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { auditOf } from '../support/staff.ts';
import { startSandbox } from '../support/test-database.ts';

const BEN = residentOf('贝远航', '318801198511078050');
const CORA = residentOf('柯若兰', '448801199506188064');
const PHONES = new Map([
  [ANNA, '11888010001'],
  [BEN, '11888010002'],
  [CORA, '11888010003'],
]);
const PHOTO = { role: 'id_document' as const, bytes: new Uint8Array([0xff, 0xd8, 0xff]), cty: 'image/jpeg' };

describe('a relative who is told that somebody can act for them', () => {
  const sent: Notification[] = [];
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoginSession;
  let client: FamilyAuthClient;
  let phone: ScriptFreeBrowser;
  /** Who waits for a message. */
  let onSent = () => {};
  before(async () => {
    sandbox = await startSandbox({
      portalPort: 0,
      dataDir: 'memory',
      judge: judgeSaying({ verdict: 'approved' }),
      notifier: {
        async send(notification) {
          sent.push(notification);
          onSent();
        },
      },
    });
    known = await know(sandbox.backendUrl);
    operator = await enter(known, OPERATOR, 'register');
    client = connectClient({ discovery: known.discovery, session: operator });
    phone = scriptFreeBrowser();
  });
  after(() => sandbox.close());

  /** The next message of that kind to that phone. */
  async function message(kind: Notification['kind'], phone: string): Promise<Notification> {
    const overdue = AbortSignal.timeout(30_000);
    for (;;) {
      const at = sent.findIndex((one) => one.kind === kind && one.phone === phone);
      if (at >= 0) return sent.splice(at, 1)[0]!;
      await new Promise<void>((resolve, reject) => {
        onSent = resolve;
        overdue.addEventListener('abort', () => reject(new Error(`No ${kind} came to ${phone}.`)));
      });
    }
  }

  async function apply(
    subject: Subject,
    method: Method = 'document_review',
    relationship = 'sibling',
    givers: ConsentGiver[] = ['operator', 'subject'],
  ) {
    const consents = consentsFor(known, method, givers);
    const made = await client.createApplication({ relationship, method, subject, consents });
    const photos = method === 'document_review' ? [PHOTO] : [{ ...PHOTO, role: 'portrait' as const }];
    await submitDocuments(client, operator, { ...made, consents, photos });
    return client.waitForDecision(made.application.id);
  }

  async function bind(subject: Subject): Promise<{ ref: string; told: Notification }> {
    const { card_ref } = await apply(subject);
    return { ref: card_ref!, told: await message('card_bound', PHONES.get(subject)!) };
  }

  const undo = async (told: Notification, ending: string) =>
    phone.submit(await phone.open(`${told.url}?lang=zh-CN`), '/look', { ending });
  const press = (page: Page, answer: 'undo' | 'erase' | 'keep') => phone.submit(page, '/end', { answer });
  const refusal = (code: string) => (error: unknown) => error instanceof BackendError && error.code === code;

  it('hears of it at the phone on file: who, as what, since when, what they can do, and how to undo it', async () => {
    // A number that the operator adds to the particulars is none of the registry's.
    const typed = { ...ANNA, phone: OPERATOR.phone } as Subject;
    const { card_ref: ref } = await apply(typed);
    const told = await message('card_bound', PHONES.get(ANNA)!);
    for (const said of ['安*国', '兄弟姐妹', '参保信息查询', '后六位', told.url!]) {
      assert.ok(told.text['zh-CN'].includes(said), said);
    }
    for (const said of ['安*国', 'Brother or sister', 'Insurance record', 'last six', told.url!]) {
      assert.ok(told.text.en.includes(said), said);
    }
    for (const text of Object.values(told.text)) {
      assert.ok(!text.includes('8024'), 'the second fact is not in the message');
      assert.ok(!text.includes(ANNA.name) && !text.includes(OPERATOR.name), 'names are masked');
    }
    await client.unbind(ref!);
    const ended = await message('card_ended', '11888010001');
    assert.equal(ended.url, null);
    assert.ok(ended.text['zh-CN'].includes('不能再替您'));
    assert.ok(!sent.some(({ phone }) => phone === OPERATOR.phone));
  });

  it('undoes the link without an account, by the end of their document number: card, codes and links are gone', async () => {
    const { ref, told } = await bind(BEN);
    const code = await client.cardCode(ref);
    const service = await client.serviceLink(ref, 'insurance-record');

    const opened = await phone.open(told.url!);
    assert.equal(opened.status, 200);
    assert.ok(!/安|贝/.test(opened.html), 'nothing about anybody before the second fact');
    assert.equal((await client.card(ref)).status, 'active', 'opening the link changes nothing');

    const shown = await undo(told, '078050');
    assert.ok(shown.html.includes('安*国') && shown.html.includes('兄弟姐妹'));
    assert.equal((await client.card(ref)).status, 'active', 'nor does the second fact');
    await press(shown, 'keep');
    assert.equal((await client.card(ref)).status, 'active', 'nor does leaving it');
    const pressed = await Promise.all([press(shown, 'undo'), press(shown, 'undo')]);
    for (const { html } of pressed) assert.ok(html.includes('已经解除'), 'also pressed twice at once');

    const card = await client.card(ref);
    assert.deepEqual([card.status, card.revocation], ['revoked', 'subject_repudiated']);
    assert.ok(Date.parse(card.revoked_at!) <= Date.now());
    assert.deepEqual(card.services, []);
    assert.equal((await fetch(`${sandbox.backendUrl}/counter/${code.code}`)).status, 410);
    assert.equal((await fetch(service.url)).status, 410);
    await assert.rejects(client.cardCode(ref), refusal('state_conflict'));
    const listed = (await client.cards()).find((one) => one.ref === ref);
    assert.equal(listed?.revocation, 'subject_repudiated', 'the operator sees who ended it');

    for (const { url } of [shown, pressed[0]!]) {
      const { status, html } = await phone.open(url);
      assert.deepEqual(
        [status, html.includes('已经解除')],
        [200, true],
        'back and reload need no form again',
      );
    }
    const again = await press(shown, 'undo');
    assert.ok(again.status === 200 && again.html.includes('已经解除了'), 'a second time does no harm');
    assert.ok((await undo(told, '078050')).html.includes('已经解除了'));
    const ended = await message('card_ended', '11888010002');
    assert.ok(ended.text['zh-CN'].includes('应您的要求'));
    assert.ok(!sent.some(({ kind }) => kind === 'card_ended'), 'told once');

    const { acts } = await auditOf(sandbox, ref);
    const entered = acts.flatMap((act) => /card\.\w+/.exec(act) ?? []);
    assert.deepEqual(entered, [
      'card.bound',
      'card.shown_to_subject',
      'card.revoked',
      'card.shown_to_subject',
    ]);
  });

  it('is not bound again by that operator without their own word', async () => {
    await assert.rejects(apply(BEN), refusal('subject_agreement_required'));
    const consents = consentsFor(known, 'in_person', ['operator']);
    const { application } = await client.createApplication({
      relationship: 'sibling',
      method: 'in_person',
      subject: BEN,
      consents,
    });
    assert.equal(application.status, 'draft');
    await client.withdraw(application.id);
  });

  it('has few tries a day at the second fact, after which even the right one waits', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() }); // the day does not end meanwhile
    const { ref, told } = await bind(CORA);
    for (let n = 0; n < WRONG_ENDINGS_PER_DAY; n++) {
      const wrong = await undo(told, `00000${n}`);
      assert.equal(wrong.status, 422);
      assert.ok(!wrong.html.includes('安*国'));
    }
    const locked = await undo(told, '188064');
    assert.equal(locked.status, 429);
    assert.ok(!locked.html.includes('安*国'));
    for (let n = 0; n < WRONG_ENDINGS_EVER; n++) assert.equal((await undo(told, '188064')).status, 429);
    t.mock.timers.tick(86_400_000);
    operator = await enter(known, OPERATOR);
    client = connectClient({ discovery: known.discovery, session: operator });
    assert.equal(
      (await undo(told, '188064')).status,
      200,
      'the next day it is taken, however often it was tried',
    );
    assert.equal((await client.card(ref)).status, 'active');
    t.mock.timers.reset();
    operator = await enter(known, OPERATOR);
    client = connectClient({ discovery: known.discovery, session: operator });
    await client.unbind(ref);
  });

  it('is protected from made-up links, made-up tickets and the forms of other sites', async () => {
    const { ref, told } = await bind(CORA);
    const madeUp = `${sandbox.backendUrl}/undo/${ref}${'A'.repeat(40)}`;
    assert.equal((await phone.open(madeUp)).status, 410);
    const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(path, { method: 'POST', body: new URLSearchParams(fields), headers });
    assert.equal((await post(`${madeUp}/look`, { ending: '188064' })).status, 410);
    const ticket = `${Date.now() + 60_000}.${'A'.repeat(43)}`;
    assert.equal((await post(`${told.url}/end`, { ticket, answer: 'undo' })).status, 422);
    const foreign = { origin: 'https://evil.example' };
    assert.equal((await post(`${told.url}/look`, { ending: '188064' }, foreign)).status, 410);
    const shown = await undo(told, '188064');
    const real = /name="ticket" value="([^"]+)"/.exec(shown.html)![1]!;
    assert.equal((await post(`${told.url}/end`, { ticket: real, answer: 'undo' }, foreign)).status, 410);
    const { told: other } = await bind(ANNA);
    assert.equal((await post(`${other.url}/end`, { ticket: real, answer: 'undo' })).status, 422);
    assert.equal((await client.card(ref)).status, 'active');
  });

  it('can have their data deleted with the link, and is not bound again without their own word all the same', async () => {
    for (const { ref, status } of await client.cards()) if (status === 'active') await client.unbind(ref);
    const { ref, told } = await bind(ANNA);
    const { application } = await client.card(ref);
    const erased = await press(await undo(told, '128024'), 'erase');
    assert.ok(erased.html.includes('已经解除，资料已经删除'));
    const { status, subject_name, consents_withdrawn_at } = await client.application(application!);
    assert.deepEqual([status, subject_name], ['approved', '*']);
    assert.ok(consents_withdrawn_at);
    assert.equal((await client.card(ref)).revocation, 'subject_repudiated');
    await assert.rejects(apply(ANNA), refusal('subject_agreement_required'));
  });

  it('can have their data deleted after the link was ended by somebody else, too', async () => {
    const { ref, told } = await bind(CORA);
    const { application } = await client.card(ref);
    await client.unbind(ref);
    const over = await undo(told, '188064');
    assert.ok(over.html.includes('已经解除了'));
    assert.equal((await client.application(application!)).consents_withdrawn_at, undefined);
    await press(over, 'erase');
    assert.ok((await client.application(application!)).consents_withdrawn_at);
    assert.equal((await client.card(ref)).name, '*');
  });

  it('is a child’s guardian by the registry, who is told in the child’s place', async () => {
    const givers = ['operator', 'subject', 'guardian'] as const;
    const { status } = await apply(CHILD, 'portrait_photo', 'grandchild', [...givers]);
    assert.equal(status, 'approved');
    const told = await message('card_bound', '11888010001');
    assert.ok(told.text['zh-CN'].includes('您的孩子 安*满'));
    assert.ok((await undo(told, '21821x')).html.includes('安*满'));
  });

  it('without a phone on file is bound by documents, not by a face alone', async () => {
    const photo = await readFile(new URL('anna.idphoto.jpg', RENDERED_PEOPLE));
    const birthdate = `${new Date().getFullYear() - 15}-01-01`;
    const { name, number } = await sandbox.enrolments.enrol(photo, { birthdate, phone: null });
    const subject = residentOf(name, number);
    const face = await apply(subject, 'portrait_photo', 'grandchild');
    assert.deepEqual(
      [face.status, face.reason, face.appealable, face.retryable],
      ['rejected', 'subject_unreachable', false, true],
    );
    assert.equal((await apply(subject, 'document_review', 'grandchild')).status, 'approved');
  });
});
