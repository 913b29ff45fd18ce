import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectClient } from '@family-auth/library/client/create-client.ts';
import { submitDocuments } from '@family-auth/library/client/submission.ts';
import type { LoginSession } from '@family-auth/library/login/login-session.ts';
import type { Consent } from '@family-auth/library/protocol/application.ts';
import { BackendError } from '@family-auth/library/protocol/problem.ts';
import { WRONG_ENDINGS_PER_DAY } from '../../src/rules/policy.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { enter as enterAs } from '../support/enter.ts';
import {
  ANNA,
  CHILD,
  consentsFor,
  type Known,
  know,
  OPERATOR,
  OTHER_OPERATOR,
  PENSIONER,
} from '../support/family.ts';
import type { Person } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const RELATIVE: Person = {
  name: ANNA.name,
  idNumber: ANNA.id.number,
  phone: '13800000077',
  password: 'enter nothing real',
};

describe("a relative's own log-in", () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoginSession;
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
    known = await know(sandbox.backendUrl);
    operator = await enter(OPERATOR, 'register');
    await enter(RELATIVE, 'register');
    await enter(OTHER_OPERATOR, 'register');
  });
  after(() => sandbox.close());

  const enter = (person: Person, action?: 'login' | 'register') => enterAs(known, person, action);
  const clientOf = (session: LoginSession) => connectClient({ discovery: known.discovery, session });

  async function handIn(subject = ANNA): Promise<{ id: string; submissionSha256: string }> {
    const client = clientOf(operator);
    const consents = consentsFor(known, 'subject_login', ['operator']);
    const made = await client.createApplication({
      relationship: 'sibling',
      method: 'subject_login',
      subject,
      consents,
    });
    const { submissionSha256 } = await submitDocuments(client, operator, { ...made, consents, photos: [] });
    const { id } = made.application;
    const waiting = await client.waitForDecision(id, {
      until: ({ status }) => status === 'awaiting_subject',
    });
    assert.ok(waiting.expires_at);
    return { id, submissionSha256 };
  }

  const ownConsents = (): Consent[] => consentsFor(known, 'subject_login', ['subject']);
  const withdraw = (id: string) => clientOf(operator).withdraw(id);
  const refusal = (code: string) => (error: unknown) => error instanceof BackendError && error.code === code;

  it('binds the card when the account of that number agrees', async () => {
    const { id, submissionSha256 } = await handIn();
    const client = clientOf(operator);
    const { token, url } = await client.subjectLink(id);
    assert.deepEqual(await client.subjectLink(id).then((again) => again.token), token);
    assert.ok(url.endsWith(`/confirm/${token}`));

    const relative = await enter(RELATIVE);
    const theirs = clientOf(relative);
    const request = await theirs.subjectRequest(token);
    assert.deepEqual(
      [request.application, request.operator_name, request.subject_name, request.relationship],
      [id, '安建国', '安*然', 'sibling'],
    );
    const answeredMs = Date.now();
    await theirs.answerSubjectRequest(token, { application: id, agreed: true, consents: ownConsents() });
    await relative.logout();

    assert.equal((await client.waitForDecision(id)).status, 'approved');
    const result = await client.result(id, { submissionSha256 });
    assert.equal(result.method, 'subject_login');
    const theirOwn = result.consents?.find(({ by }) => by === 'subject');
    assert.ok(Date.parse(theirOwn!.at) >= answeredMs, "dated by the backend's clock");
    const [card] = await client.cards();
    assert.equal(card?.ref, result.binding?.ref);
    await client.unbind(card!.ref);
    await assert.rejects(client.subjectLink(id), refusal('state_conflict'));
  });

  it('refuses the accounts of others, and goes on waiting for the relative however often they try', async () => {
    const { id } = await handIn();
    const client = clientOf(operator);
    const { token } = await client.subjectLink(id);
    const other = await enter(OTHER_OPERATOR);
    for (const session of [other, operator]) {
      await assert.rejects(clientOf(session).subjectRequest(token), refusal('subject_mismatch'));
    }
    await assert.rejects(
      clientOf(other).answerSubjectRequest(token, { application: id, agreed: true, consents: ownConsents() }),
      refusal('subject_mismatch'),
    );
    for (let tries = 0; tries < 8; tries++) {
      await assert.rejects(clientOf(other).subjectRequest(token), refusal('subject_mismatch'));
    }
    assert.equal((await client.application(id)).status, 'awaiting_subject');
    const theirs = clientOf(await enter(RELATIVE));
    assert.equal((await theirs.subjectRequest(token)).application, id);
    await withdraw(id);
  });

  it('needs the consent that is the relative’s own, and takes a no for a no', async () => {
    const { id } = await handIn();
    const client = clientOf(operator);
    const { token } = await client.subjectLink(id);
    const theirs = clientOf(await enter(RELATIVE));
    await assert.rejects(
      theirs.answerSubjectRequest(token, { application: id, agreed: true, consents: [] }),
      refusal('consent_missing'),
    );
    await theirs.answerSubjectRequest(token, { application: id, agreed: false, consents: [] });
    const { status, reason, appealable, retryable } = await client.waitForDecision(id);
    assert.deepEqual([status, reason, appealable, retryable], ['rejected', 'subject_declined', false, true]);
    await assert.rejects(theirs.subjectRequest(token), refusal('not_found'));
  });

  it('waits for three days at most, then says that nobody answered', async (t) => {
    const { id } = await handIn();
    const client = clientOf(operator);
    const { token } = await client.subjectLink(id);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 3 * 86_400_000 + 1_000 });
    try {
      const again = await enter(OPERATOR);
      const { status, reason } = await clientOf(again).application(id);
      assert.deepEqual([status, reason], ['rejected', 'subject_no_response']);
      await assert.rejects(clientOf(again).subjectRequest(token), refusal('not_found'));
    } finally {
      t.mock.timers.reset();
    }
  });

  it('ends with the withdrawal of the application; made-up links lead nowhere', async () => {
    const { id } = await handIn();
    const { token } = await clientOf(operator).subjectLink(id);
    const theirs = clientOf(await enter(RELATIVE));
    await assert.rejects(theirs.subjectRequest(`${id}${'A'.repeat(40)}`), refusal('not_found'));
    assert.equal((await withdraw(id)).status, 'withdrawn');
    await assert.rejects(theirs.subjectRequest(token), refusal('not_found'));
  });

  it('is no way for somebody who is under a guardian', async () => {
    await assert.rejects(
      clientOf(operator).createApplication({
        relationship: 'grandchild',
        method: 'subject_login',
        subject: CHILD,
        consents: consentsFor(known, 'subject_login', ['operator', 'guardian']),
      }),
      refusal('method_not_allowed_for_age'),
    );
  });

  describe('on the relative’s own phone', () => {
    const post = (url: string, fields: Record<string, string>) =>
      fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
    const login = (url: string, { phone, password }: Person) =>
      post(`${url}/login`, { account: phone, password });
    const ticketIn = (page: string) => /name="ticket" value="([^"]+)"/.exec(page)![1]!;

    it('shows nothing before the log-in, then who asks, and takes the answer', async () => {
      const { id } = await handIn();
      const { url } = await clientOf(operator).subjectLink(id);
      const entrance = await (await fetch(`${url}?lang=zh-CN`)).text();
      assert.ok(entrance.includes('name="password"'));
      assert.ok(!entrance.includes('安'));
      assert.equal((await login(url, { ...RELATIVE, password: 'wrong password' })).status, 422);
      const refused = await login(url, OTHER_OPERATOR);
      assert.equal(refused.status, 422);
      assert.ok(!(await refused.text()).includes('安建国'));

      const asked = await login(url, RELATIVE);
      const question = await asked.text();
      assert.ok(question.includes('安建国'));
      const ticket = ticketIn(question);
      const unticked = await post(`${url}/answer`, { ticket, answer: 'agreed' });
      assert.equal(unticked.status, 422);
      const agreed = await post(`${url}/answer`, { ticket, answer: 'agreed', consent: 'yes' });
      assert.equal(agreed.status, 200);
      for (const [page, status] of [
        [agreed, 200],
        [asked, 410],
        [refused, 410],
      ] as const) {
        assert.notEqual(page.url.split('?')[0], `${url}/answer`, 'a form leads to an address');
        assert.equal((await fetch(page.url)).status, status, 'back and reload need no form again');
      }
      const client = clientOf(operator);
      assert.equal((await client.waitForDecision(id)).status, 'approved');
      assert.equal((await post(`${url}/answer`, { ticket, answer: 'declined' })).status, 410);
      assert.equal((await fetch(url)).status, 410);
      await client.unbind((await client.cards())[0]!.ref);
    });

    it('neither logs in nor registers anybody at a link that is none', async () => {
      const url = `${sandbox.backendUrl}/confirm/${'A'.repeat(62)}`;
      const fields = {
        name: '安建军',
        idNumber: CHILD.id.number,
        phone: '13800000078',
        password: 'long enough',
      };
      assert.equal((await post(`${url}/register`, fields)).status, 410);
      const { id } = await handIn();
      const { url: asked } = await clientOf(operator).subjectLink(id);
      const login = await post(`${asked}/login`, { account: fields.phone, password: fields.password });
      assert.ok((await login.text()).includes('账号或密码不对'), 'there is no such account');
      await withdraw(id);
    });

    it('takes no answer by a log-in that is too old, and offers to log in again', async (t) => {
      const { id } = await handIn();
      const { url } = await clientOf(operator).subjectLink(id);
      const ticket = ticketIn(await (await login(url, RELATIVE)).text());
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 16 * 60_000 });
      const late = await post(`${url}/answer`, { ticket, answer: 'agreed', consent: 'yes' });
      const said = await late.text();
      assert.deepEqual([late.status, said.includes('等得太久了')], [410, true]);
      const [, again = ''] = /class="other" href="([^"]+)"/.exec(said)!;
      assert.match(await (await fetch(new URL(again, url))).text(), /name="password"/);
      t.mock.timers.reset();
      assert.equal((await clientOf(operator).application(id)).status, 'awaiting_subject');
      await withdraw(id);
    });

    it('takes a no without an account, by the end of the relative’s own number, in few tries', async (t) => {
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() }); // the day does not end meanwhile
      const { id } = await handIn();
      const { url } = await clientOf(operator).subjectLink(id);
      const entrance = await (await fetch(`${url}?lang=zh-CN`)).text();
      assert.ok(entrance.includes('view=decline'));
      const page = await (await fetch(`${url}?view=decline&lang=zh-CN`)).text();
      assert.ok(page.includes('name="ending"') && !page.includes('安'), 'nothing about anybody');
      assert.equal((await post(`${url}/decline`, { ending: '000000' })).status, 422);
      assert.equal((await clientOf(operator).application(id)).status, 'awaiting_subject');
      const declined = await post(`${url}/decline`, { ending: '128024' });
      assert.deepEqual([declined.status, (await declined.text()).includes('您没有同意')], [200, true]);
      const { status, reason } = await clientOf(operator).application(id);
      assert.deepEqual([status, reason], ['rejected', 'subject_declined']);
      assert.equal((await post(`${url}/decline`, { ending: '128024' })).status, 410);

      const another = await handIn(PENSIONER);
      const { url: guessed } = await clientOf(operator).subjectLink(another.id);
      for (let n = 0; n < WRONG_ENDINGS_PER_DAY; n++) {
        assert.equal((await post(`${guessed}/decline`, { ending: String(100_000 + n) })).status, 422);
      }
      assert.equal((await post(`${guessed}/decline`, { ending: '148146' })).status, 429);
      assert.equal((await clientOf(operator).application(another.id)).status, 'awaiting_subject');
      await withdraw(another.id);
    });

    it('takes a no as well', async () => {
      const { id } = await handIn();
      const { url } = await clientOf(operator).subjectLink(id);
      const ticket = ticketIn(await (await login(url, RELATIVE)).text());
      assert.equal((await post(`${url}/answer`, { ticket, answer: 'declined' })).status, 200);
      assert.equal((await clientOf(operator).application(id)).reason, 'subject_declined');
    });
  });
});
