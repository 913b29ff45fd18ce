import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { judgeOf } from '../../src/jobs/judge-job.ts';
import type { Judge, JudgementInput } from '../../src/judgement/judgement.ts';
import { syntheticRegistry } from '../../src/registry/synthetic-registry.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  ANNA,
  consentsFor,
  type Draft,
  draft,
  type Known,
  know,
  manifestOf,
  OPERATOR,
  problemOf,
  residentOf,
  submit,
  waitFor,
} from '../support/family.ts';
import { carryOut, challengeClaims, recordingOf, uploadRecording } from '../support/live-face.ts';
import { type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

const FINN = residentOf('范以恒', '318801199201308118');

describe('a live-face submission', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  const judged: JudgementInput[] = [];
  const inputFor = ({ application }: Draft) =>
    judged.find(({ applicationId }) => applicationId === application.id)!;
  before(async () => {
    const own = judgeOf(syntheticRegistry());
    const judge: Judge = {
      judge: (input, signal) => {
        judged.push(input);
        return own.judge(input, signal);
      },
      close: () => own.close(),
    };
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  const draftFor = (subject: typeof ANNA) =>
    draft(known, operator, {
      subject,
      relationship: 'child',
      method: 'face_liveness',
      consents: consentsFor(known, 'face_liveness'),
    });

  /** Everything of a recording handed in for `made`, in a session of its own. */
  async function handIn(
    t: TestContext,
    made: Draft,
    recorded: string,
    options: { swap?: number; agoMs?: number } = {},
  ) {
    const recording = recordingOf(recorded);
    const session = await carryOut(t, { known, session: operator, made, recording, ...options });
    const parts = await uploadRecording(known, operator, made, recording);
    const challenge = challengeClaims(session, recording);
    const bytes = await manifestOf(known, operator, made, parts, { challenge });
    return { ...session, parts, bytes, claims: challenge };
  }

  it('of a session with a swapped step is judged with the step and its replacement', async (t) => {
    const made = await draftFor(FINN);
    const { bytes, revealed } = await handIn(t, made, 'finn-swap', { swap: 2 });
    assert.deepEqual(
      revealed.map(({ i }) => i),
      [0, 1, 2, 2, 3, 4, 5],
    );
    assert.equal((await submit(known, operator, made.application.id, bytes)).status, 202);
    await waitFor(known, operator, made.application.id, ['rejected', 'manual_review', 'approved']);
    const { challenge } = inputFor(made);
    assert.deepEqual(challenge?.plan, revealed);
    assert.equal(challenge?.steps.length, 6);
  });

  it('cannot be posted for another application, nor its session be named there', async (t) => {
    const first = await draftFor(ANNA);
    const { bytes, claims } = await handIn(t, first, 'anna');
    const second = await draftFor(FINN);
    const { id } = second.application;
    assert.equal((await problemOf(await submit(known, operator, id, bytes))).code, 'invalid_jws');
    const parts = await uploadRecording(known, operator, second, recordingOf('anna'));
    const named = await manifestOf(known, operator, second, parts, { challenge: claims });
    assert.equal((await problemOf(await submit(known, operator, id, named))).code, 'not_found');
  });

  it('whose session a later one ended is refused as used', async (t) => {
    const made = await draftFor(ANNA);
    const { claims } = await handIn(t, made, 'anna');
    const recording = recordingOf('anna');
    await carryOut(t, { known, session: operator, made, recording });
    const parts = await uploadRecording(known, operator, made, recording);
    const bytes = await manifestOf(known, operator, made, parts, { challenge: claims });
    const { code } = await problemOf(await submit(known, operator, made.application.id, bytes));
    assert.equal(code, 'challenge_used');
  });

  it('that arrives after its session by a slow upload is judged all the same', async (t) => {
    const made = await draftFor(ANNA);
    const { bytes, challenge } = await handIn(t, made, 'anna', { agoMs: 300_000 });
    assert.ok(Date.parse(challenge.expires_at) < Date.now());
    assert.equal((await submit(known, operator, made.application.id, bytes)).status, 202);
    await waitFor(known, operator, made.application.id, ['rejected']);
    assert.equal((await sandbox.inspect())?.refusedBy, 'chain', 'and not for its age');
  });

  it('made of what was recorded in another session is rejected: the chain binds it to its nonce', async (t) => {
    const made = await draftFor(ANNA);
    const { bytes } = await handIn(t, made, 'anna');
    assert.equal((await submit(known, operator, made.application.id, bytes)).status, 202);
    const { reason } = await waitFor(known, operator, made.application.id, ['rejected']);
    assert.equal(reason, 'evidence_inconsistent');
    const { applicationId, refusedBy } = (await sandbox.inspect())!;
    assert.deepEqual([applicationId, refusedBy], [made.application.id, 'chain']);
    const { birthYear, numberHash } = inputFor(made).operator;
    assert.equal(birthYear, 1960, 'the judge knows of the operator what is kept');
    assert.notEqual(numberHash, inputFor(made).subjectHash);
  });
});
