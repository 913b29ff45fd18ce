import { setTimeout as pause } from 'node:timers/promises';
import {
  type Challenge,
  CORE_ACTIONS,
  type Step,
  type StepReceipt,
} from '@family-auth/library/protocol/challenge.ts';
import { type Draft, draft, offered } from '../engine/apply.ts';
import {
  askForChallenge,
  commitStep,
  drawChallenge,
  type OfDraft,
  randomHead,
  spelledOtherwise,
} from '../engine/challenge.ts';
import { type Check, check } from '../engine/check.ts';
import { verified } from '../engine/decide.ts';
import { expect, expectProblem, expectStatus, shortly, skip } from '../engine/expect.ts';
import { manifestClaims, signManifest, submit } from '../engine/hand-in.ts';
import type { Kit } from '../engine/kit.ts';
import type { Session } from '../engine/log-in.ts';

/** What a commit may be early by: the answer to a prompt takes somebody longer. */
const EARLIEST_AFTER_PAUSE_MS = 150;

interface WithDraft extends OfDraft {
  readonly made: Draft;
}

async function faceDraft(kit: Kit): Promise<WithDraft> {
  await offered(kit, 'face_liveness');
  const session = await kit.operator();
  const planted = kit.tenant.subjects.adults.at(-1)!;
  const made = await draft(kit, session, { planted, method: 'face_liveness' });
  return { session, made, id: made.application.id };
}

/** Waits as long as somebody takes, and commits a step under a made-up head. */
async function carryOutStep(kit: Kit, session: Session, challenge: string, step: Step, frames: number) {
  const elapsedMs = step.pause_ms + 400;
  await pause(elapsedMs + 60);
  const body = { i: step.i, chain: randomHead(), frames, elapsed_ms: elapsedMs };
  const answer = expectStatus(
    await commitStep(kit, session, challenge, body),
    200,
    `The commit of step ${step.i}`,
  );
  return { body, receipt: answer.json as StepReceipt };
}

const NO_ORDER = { status: 409, code: 'step_out_of_order' } as const;

const drawingChecks: readonly Check[] = [
  check(
    'L01',
    'draws a nonce of 32 bytes each time, and plans that differ',
    { profile: 'liveness' },
    async (kit) => {
      const nonces = new Set<string>();
      const seen = new Set<string>();
      const { max_attempts: attempts = 5 } = (await kit.discovery()).liveness ?? {};
      for (let round = 0; nonces.size < 12; round++) {
        const given = await faceDraft(kit);
        for (let n = 0; n < attempts && nonces.size < 12; n++) {
          const challenge = await drawChallenge(kit, given);
          expect(
            Buffer.from(challenge.nonce, 'base64url').length === 32,
            `The nonce has ${Buffer.from(challenge.nonce, 'base64url').length} bytes.`,
          );
          expect(!nonces.has(challenge.nonce), 'A nonce was drawn twice.');
          nonces.add(challenge.nonce);
          seen.add(JSON.stringify([challenge.step.capture_at, challenge.step.pause_ms]));
        }
        if (round > 12) break;
      }
      const first = [...nonces][0]!;
      const constant = Array.from({ length: 32 }, (_, at) => at).filter((at) =>
        [...nonces].every(
          (nonce) => Buffer.from(nonce, 'base64url')[at] === Buffer.from(first, 'base64url')[at],
        ),
      );
      expect(constant.length === 0, `${constant.length} bytes of all nonces are the same.`);
      expect(seen.size > 1, 'The instants of the first step are always the same.');
    },
  ),
  check('L02', 'ends a challenge at its time', { profile: 'liveness', waitsS: 41 }, async (kit) => {
    const { liveness } = await kit.discovery();
    const ttlS = liveness?.ttl ?? 180;
    expect(ttlS <= 180 && (liveness?.ttl_relaxed ?? ttlS) <= 180, `A challenge lives ${ttlS} s.`);
    const given = await faceDraft(kit);
    const { id, step, expires_at: end } = await drawChallenge(kit, given);
    const seconds = (Date.parse(end) - Date.now()) / 1000;
    expect(seconds <= 181, `The challenge lives ${Math.round(seconds)} s.`);
    if (seconds > 120) skip(`A challenge lives ${Math.round(seconds)} s here; the kit waits 120 s at most.`);
    await pause((seconds + 1.5) * 1000);
    const session = await kit.logIn(given.session.account, { key: given.session });
    const late = await commitStep(kit, session, id, {
      i: step.i,
      chain: randomHead(),
      frames: 3,
      elapsed_ms: 1_000,
    });
    expectProblem(
      late,
      { status: 410, code: ['challenge_expired', 'draft_expired'] },
      'A commit after the end',
    );
  }),
  check('L03', 'ends a challenge with the next one', { profile: 'liveness' }, async (kit) => {
    const given = await faceDraft(kit);
    const first = await drawChallenge(kit, given);
    await drawChallenge(kit, given);
    await pause(first.step.pause_ms + 600);
    const body = { i: 0, chain: randomHead(), frames: 3, elapsed_ms: first.step.pause_ms + 400 };
    const answer = await commitStep(kit, given.session, first.id, body);
    expectProblem(answer, { status: 410, code: 'challenge_used' }, 'A commit to the challenge before');
  }),
  check(
    'L04',
    'tells nothing of a step before the one before it is committed',
    { profile: 'liveness' },
    async (kit) => {
      const given = await faceDraft(kit);
      const answer = expectStatus(await askForChallenge(kit, given), 201, 'A challenge');
      const { id, step } = answer.json as Challenge;
      expect(step.i === 0 && step.action === 'neutral', `The first step is ${step.i}, ${step.action}.`);
      const told = CORE_ACTIONS.filter((action) => answer.text.includes(action));
      expect(told.length === 0, `The challenge tells of ${told.join(', ')}.`);
      const { receipt } = await carryOutStep(kit, given.session, id, step, 3);
      expect(receipt.next?.i === 1, `The next step is ${receipt.next?.i}.`);
      const members = JSON.stringify(receipt.next);
      const actions = CORE_ACTIONS.filter((action) => members.includes(`"${action}"`));
      expect(actions.length <= 1, `Step 1 tells of ${actions.join(', ')}.`);
    },
  ),
  check('L12', 'limits the challenges of a draft', { profile: 'liveness' }, async (kit) => {
    const given = await faceDraft(kit);
    const { max_attempts: attempts = 5 } = (await kit.discovery()).liveness ?? {};
    if (attempts > 20) skip(`${attempts} challenges are allowed for a draft; the kit tries 20 at most.`);
    for (let n = 0; n < attempts; n++) {
      const { attempts_left: left } = await drawChallenge(kit, given);
      expect(left === attempts - n - 1, `After ${n + 1} of ${attempts} challenges ${left} are left.`);
    }
    const answer = await askForChallenge(kit, given);
    expectProblem(answer, { status: 429, code: 'attempts_exhausted' }, `Challenge ${attempts + 1}`);
    expect(/^\d+$/.test(answer.header('retry-after') ?? ''), 'attempts_exhausted has no Retry-After.');
  }),
];

const commitChecks: readonly Check[] = [
  check('L05', 'takes the steps in their order, each once', { profile: 'liveness' }, async (kit) => {
    const given = await faceDraft(kit);
    const { id, step } = await drawChallenge(kit, given);
    const { session } = given;
    const later = { i: 1, chain: randomHead(), frames: 3, elapsed_ms: 1_000 };
    expectProblem(await commitStep(kit, session, id, later), NO_ORDER, 'Step 1 before step 0');
    const { body, receipt } = await carryOutStep(kit, session, id, step, 3);
    const again = expectStatus(await commitStep(kit, session, id, body), 200, 'The same commit again');
    expect((again.json as StepReceipt).receipt === receipt.receipt, 'The same commit got another receipt.');
    expect(
      JSON.stringify((again.json as StepReceipt).next) === JSON.stringify(receipt.next),
      'The same commit revealed another step.',
    );
    const other = await commitStep(kit, session, id, { ...body, chain: randomHead() });
    expectProblem(other, NO_ORDER, 'Step 0 again, by another head');
    const spelled = await commitStep(kit, session, id, { ...body, chain: spelledOtherwise(body.chain) });
    expect(spelled.status >= 400, `Another spelling of the head was taken (${shortly(spelled)}).`);
  }),
  check('L27', 'compares heads as text', { profile: 'liveness' }, async (kit) => {
    const given = await faceDraft(kit);
    const { id, step } = await drawChallenge(kit, given);
    const { body } = await carryOutStep(kit, given.session, id, step, 3);
    const answer = await commitStep(kit, given.session, id, { ...body, chain: spelledOtherwise(body.chain) });
    expect(
      answer.status === 409 || answer.status === 400,
      `Another spelling of a committed head: ${shortly(answer)}.`,
    );
  }),
  check('L18', 'refuses a commit sooner than anybody answers', { profile: 'liveness' }, async (kit) => {
    const given = await faceDraft(kit);
    let revealedMs = performance.now();
    const { id, step: first } = await drawChallenge(kit, given);
    for (let step: Step | null = first, frames = 3; step !== null; frames += 3) {
      const elapsedMs: number = step.pause_ms + 400;
      const body = { i: step.i, chain: randomHead(), frames, elapsed_ms: elapsedMs };
      const early = await commitStep(kit, given.session, id, body);
      const tookMs = performance.now() - revealedMs;
      if (early.status === 409) {
        expectProblem(early, { status: 409, code: 'step_too_early' }, 'A commit at once');
        await pause(elapsedMs);
        expectStatus(await commitStep(kit, given.session, id, body), 200, 'The same commit in time');
        return;
      }
      // On a slow line it may have come in time; then the next step tells.
      const earliestMs = step.pause_ms + EARLIEST_AFTER_PAUSE_MS;
      expect(
        tookMs >= earliestMs,
        `A commit after ${Math.round(tookMs)} ms was answered ${shortly(early)}; ${earliestMs} are the least.`,
      );
      revealedMs = performance.now();
      step = (early.json as StepReceipt).next;
    }
    skip('Every answer took longer than the pause of its step.');
  }),
  check('L19', 'gives each commit a receipt that names its times', { profile: 'liveness' }, async (kit) => {
    const given = await faceDraft(kit);
    const { id, step } = await drawChallenge(kit, given);
    const first = await carryOutStep(kit, given.session, id, step, 3);
    const claims = await verified(kit, 'receipt', first.receipt.receipt);
    expect(
      claims.cid === id && claims.i === 0 && claims.chain === first.body.chain && claims.action === 'neutral',
      'The receipt is about another commit.',
    );
    expect(claims.committed_at_ms > claims.revealed_at_ms, 'The commit is not later than the reveal.');
    expect(
      claims.committed_at_ms - claims.revealed_at_ms >= first.body.elapsed_ms,
      'The times are shorter than what passed.',
    );
    const second = await carryOutStep(kit, given.session, id, first.receipt.next!, 6);
    const next = await verified(kit, 'receipt', second.receipt.receipt);
    expect(
      next.i === 1 && next.revealed_at_ms === claims.committed_at_ms,
      'The commit of step 0 is not the reveal of step 1.',
    );
    expect(next.action === first.receipt.next!.action, 'The receipt names another action than was revealed.');
  }),
  check('L14', 'gives a client’s own verdict no meaning', { profile: 'liveness' }, async (kit) => {
    const given = await faceDraft(kit);
    await drawChallenge(kit, given, { passed: true, verdict: 'live', liveness_score: 1 });
    const { session, made } = given;
    const claims = await manifestClaims(kit, session, made, [], { passed: true, verdict: 'live' });
    const answer = await submit(kit, session, given.id, await signManifest(claims, session));
    expect(
      answer.status >= 400,
      `A submission without evidence that says that it passed: ${shortly(answer)}.`,
    );
  }),
];

export const livenessChecks: readonly Check[] = [...drawingChecks, ...commitChecks];
