import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { codes as enCodes } from '@family-auth/library/locales/en/codes.ts';
import { afterConsent as zhScreens } from '@family-auth/library/locales/zh-CN/after-consent.ts';
import { codes as zhCodes } from '@family-auth/library/locales/zh-CN/codes.ts';
import type { Judge, JudgementCheck } from '../../src/judgement/judgement.ts';
import { SYNTHETIC_CITIZENS } from '../../src/registry/synthetic-citizens.ts';
import { CLAIM_MINUTES } from '../../src/reviewer/review-desk.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  consentsFor,
  draft,
  handIn,
  type Known,
  know,
  manifestOf,
  OPERATOR,
  residentOf,
  statusOf,
  submit,
  waitFor,
} from '../support/family.ts';
import { carryOut, challengeClaims, recordingOf, uploadRecording } from '../support/live-face.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { openCase } from '../support/review.ts';
import { auditOf } from '../support/staff.ts';
import { startSandbox } from '../support/test-database.ts';

const adults = SYNTHETIC_CITIZENS.filter(
  ({ idType, number }) =>
    idType === 'resident_id_card' && Number(number.slice(6, 10)) < 2006 && number !== OPERATOR.idNumber,
);
/** Of whom the register has no photo, as far as this judge is concerned. */
const NO_PHOTO = adults.pop()!;

/** In no register. */
const UNREGISTERED = { name: '吴无名', number: '448801197912248254' };
/** Whose application no judgement came to an end on. */
const UNJUDGED = { name: '钱无名', number: '448801197811248335' };

const CHECKS: Readonly<Record<string, JudgementCheck>> = {
  [UNREGISTERED.name]: { name: 'identity', passed: false },
  [UNJUDGED.name]: { name: 'judgement_failed', passed: false },
  [NO_PHOTO.name]: { name: 'face_match', passed: null, detail: { why: 'no_registry_photo' } },
};
const checksOf = ({ name }: { readonly name: string }): JudgementCheck[] =>
  CHECKS[name] ? [CHECKS[name]] : [];

/** Says by the relationship what is to become of an application. */
const judge: Judge = {
  judge: async ({ relationship, subject }) => ({
    verdict: relationship === 'sibling' ? 'manual_review' : 'rejected',
    ...(relationship === 'sibling' ? {} : { reason: 'face_mismatch' as const }),
    refusedBy: relationship === 'sibling' ? 'person_looks' : 'face_match',
    checks: checksOf(subject),
    remember: [],
  }),
  close: async () => {},
};

type Person = Readonly<{ name: string; number: string }>;

describe('a case at the reviewers', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  let cases = 0;
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  /** An application that waits for a person; `appealed` against the machine's refusal. */
  async function waiting({ appealed = false, person }: { appealed?: boolean; person?: Person } = {}) {
    const citizen = person ?? adults[cases++]!;
    const relationship = appealed ? 'other' : 'sibling';
    const subject = residentOf(citizen.name, citizen.number);
    const { made } = await handIn(known, operator, { subject, relationship });
    const { id } = made.application;
    if (appealed) {
      await waitFor(known, operator, id, ['rejected']);
      await call(operator, 'POST', `${known.discovery.api_base}/applications/${id}/appeal`, {
        headers: { 'content-type': 'application/json', 'idempotency-key': `"appeal-${id}"` },
        body: JSON.stringify({ text: '照片是我本人。' }),
      });
    }
    await waitFor(known, operator, id, ['manual_review']);
    return { id, citizen };
  }

  const statusNow = async (id: string) => (await statusOf(known, operator, id)).status;
  const approval = { decision: 'approved', note: '' };
  const refusal = { decision: 'rejected', reason: 'policy', note: '' };

  it('is opened by the one who claimed it, and by nobody else', async () => {
    const { id } = await waiting();
    const li = await openCase(sandbox, 'li', id);
    assert.equal((await li.see('/pictures/0')).status, 200);
    await assert.rejects(openCase(sandbox, 'wang', id), /taken/);
    const other = await waiting();
    const wang = await openCase(sandbox, 'wang', other.id);
    const page = await (await wang.see(`/../${id}`)).text();
    assert.ok(!page.includes('pictures/'));
    assert.equal((await wang.see(`/../${id}/pictures/0`)).status, 404);
    assert.equal((await wang.see(`/../${id}/registry-photo`)).status, 404);
    await Promise.all([li.decide(refusal), wang.decide(refusal)]);
  });

  it('goes back to the queue a while after the last act, and its former reviewer decides nothing', async (t) => {
    const { id } = await waiting();
    const li = await openCase(sandbox, 'li', id);
    const minuteMs = 60_000;
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + (CLAIM_MINUTES - 1) * minuteMs });
    await li.see();
    t.mock.timers.tick((CLAIM_MINUTES - 1) * minuteMs);
    await assert.rejects(openCase(sandbox, 'wang', id), /taken/, 'the act put it off');
    t.mock.timers.tick(2 * minuteMs);
    const wang = await openCase(sandbox, 'wang', id);
    assert.match((await li.decide(approval))!, /\?lost$/);
    assert.match((await wang.decide(refusal))!, /\?done$/);
  });

  it('shows its picture and the full number by acts that stand in the audit log, without personal data', async () => {
    const { id, citizen } = await waiting();
    const li = await openCase(sandbox, 'li', id);
    const page = await (await li.see()).text();
    assert.ok(!page.includes(citizen.number) && !page.includes(citizen.name));
    await li.see('/pictures/0');
    const shown = await (await li.identity('compare_document')).text();
    assert.ok(shown.includes(citizen.name));
    const { acts, holds } = await auditOf(sandbox, id);
    assert.deepEqual(
      acts.filter((act) => act.includes(' review.')),
      [
        'reviewer:li review.claimed',
        'reviewer:li review.case_opened',
        'reviewer:li review.picture_opened n 0',
        'reviewer:li review.identity_shown purpose compare_document',
        'reviewer:li review.case_opened',
      ],
    );
    assert.ok(holds);
    for (const personal of [citizen.number, citizen.name]) assert.ok(!acts.join().includes(personal));
    await li.decide(refusal);
  });

  it('is shown with what the applicant will read before it is decided, and nothing is decided by looking', async () => {
    const { id } = await waiting({ person: adults[0]! });
    const li = await openCase(sandbox, 'li', id);
    const rejecting = await li.preview({ decision: 'rejected', reason: 'evidence_quality', note: '太暗' });
    for (const { reason, reasonTodo } of [zhCodes, enCodes]) {
      assert.ok(rejecting.includes(reason.evidence_quality), reason.evidence_quality);
      assert.ok(rejecting.includes(reasonTodo.evidence_quality));
    }
    assert.ok(rejecting.includes('太暗'), 'the remarks can still be changed');
    assert.ok((await li.preview(approval)).includes(zhScreens.approved.title));
    assert.match(await li.preview({ decision: 'rejected', note: '' }), /role="alert"/);
    assert.equal(await statusNow(id), 'manual_review');
    await li.decide({ decision: 'rejected', reason: 'evidence_quality', note: '太暗' });
    assert.equal((await statusOf(known, operator, id)).reason, 'evidence_quality');
  });

  it('that takes two says before the first approval that the applicant reads nothing yet', async () => {
    const { id } = await waiting({ appealed: true, person: adults[1]! });
    const li = await openCase(sandbox, 'li', id);
    const first = await li.preview(approval);
    assert.ok(first.includes('还要等第二位审核员确认'));
    assert.ok(!first.includes(zhScreens.approved.title));
    await li.decide(approval);
    const wang = await openCase(sandbox, 'wang', id);
    assert.ok((await wang.preview(approval)).includes(zhScreens.approved.title));
    await wang.decide(refusal);
  });

  it('without a turn says so, also where no check was made, and is approved by two', async (t) => {
    const made = await draft(known, operator, {
      subject: residentOf('郑无名', '448801197811248255'),
      relationship: 'sibling',
      method: 'face_liveness',
      consents: consentsFor(known, 'face_liveness'),
    });
    const recording = recordingOf('anna-without-head');
    const session = await carryOut(t, { known, session: operator, made, recording, without: 'head' });
    const parts = await uploadRecording(known, operator, made, recording);
    const challenge = challengeClaims(session, recording);
    const { id } = made.application;
    await submit(known, operator, id, await manifestOf(known, operator, made, parts, { challenge }));
    await waitFor(known, operator, id, ['manual_review']);
    const li = await openCase(sandbox, 'li', id);
    assert.match(await (await li.see('?lang=en')).text(), /Without a turn the system cannot tell/);
    assert.match((await li.decide(approval))!, /\?proposed$/);
    assert.equal(await statusNow(id), 'manual_review');
    await (await openCase(sandbox, 'wang', id)).decide(refusal);
  });

  it('that the machine left to a person is approved by one', async () => {
    const { id } = await waiting();
    assert.match((await (await openCase(sandbox, 'li', id)).decide(approval))!, /\?done$/);
    assert.equal(await statusNow(id), 'approved');
  });

  it('that the machine refused is approved by two', async () => {
    const { id } = await waiting({ appealed: true });
    const li = await openCase(sandbox, 'li', id);
    assert.match((await li.decide({ decision: 'approved', note: '是本人' }))!, /\?proposed$/);
    assert.equal(await statusNow(id), 'manual_review');
    const again = await openCase(sandbox, 'li', id);
    assert.match((await again.decide(approval))!, /\?needs_another$/);
    assert.equal(await statusNow(id), 'manual_review');
    await assert.rejects(openCase(sandbox, 'wang', id), /taken/);
    await again.giveBack();

    const wang = await openCase(sandbox, 'wang', id);
    assert.ok((await (await wang.see()).text()).includes('是本人'));
    assert.match((await wang.decide(approval))!, /\?done$/);
    assert.equal(await statusNow(id), 'approved');
    const { acts } = await auditOf(sandbox, id);
    assert.ok(acts.includes('reviewer:li review.approval_proposed'));
    assert.ok(acts.some((act) => act.startsWith('reviewer:wang application.approved')));
  });

  for (const [who, person] of [
    ['somebody whom the register does not know is approved by two: nobody could tell them', UNREGISTERED],
    ['somebody of whom nothing could be checked is approved by two', UNJUDGED],
    ['somebody whose portrait is compared with nothing is approved by two', NO_PHOTO],
  ] as const) {
    it(`of ${who}`, async () => {
      const { id } = await waiting({ person });
      assert.match((await (await openCase(sandbox, 'li', id)).decide(approval))!, /\?proposed$/);
      assert.equal(await statusNow(id), 'manual_review');
      assert.match((await (await openCase(sandbox, 'wang', id)).decide(approval))!, /\?done$/);
      assert.equal(await statusNow(id), 'approved');
    });
  }

  it('that the machine refused is rejected by one, also by the one who recommended approval', async () => {
    const { id } = await waiting({ appealed: true });
    await (await openCase(sandbox, 'li', id)).decide(approval);
    assert.match((await (await openCase(sandbox, 'li', id)).decide(refusal))!, /\?done$/);
    assert.equal(await statusNow(id), 'rejected');
  });

  it('has one recommendation when one reviewer sends two at once', async () => {
    const { id } = await waiting({ appealed: true });
    const li = await openCase(sandbox, 'li', id);
    const led = await Promise.all([li.decide(approval), li.decide(approval)]);
    assert.equal(led.filter((place) => place?.endsWith('?proposed')).length, 1);
    assert.equal(await statusNow(id), 'manual_review');
  });
});
