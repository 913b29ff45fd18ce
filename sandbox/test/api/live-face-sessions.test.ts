import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Challenge,
  ChallengeSchema,
  type StepReceipt,
  SwapResponseSchema,
} from '@family-auth/library/protocol/challenge.ts';
import { lookupIn } from '@family-auth/library/seal/keys.ts';
import { verifyStatement } from '@family-auth/library/seal/statement.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { ANNA, draft, type Known, know, OPERATOR, OTHER_OPERATOR, problemOf } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { call, type LoggedIn, logIn } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';

describe('an application by face', () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoggedIn;
  let other: LoggedIn;
  before(async () => {
    const judge = judgeSaying({ verdict: 'manual_review' });
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', maxAttempts: 3, judge });
    known = await know(sandbox.backendUrl);
    operator = await logIn(`${sandbox.backendUrl}/oidc`, OPERATOR, { register: true });
    other = await logIn(`${sandbox.backendUrl}/oidc`, OTHER_OPERATOR, { register: true });
  });
  after(() => sandbox.close());

  const anna = { subject: ANNA, relationship: 'child' };

  describe('has live-face sessions', () => {
    const request = {
      mode: 'interactive',
      measured_fps: 20,
      frame: { width: 640, height: 480 },
      pace: 'standard',
    };
    const face = { ...anna, method: 'face_liveness' as const };
    const post = (session: LoggedIn, path: string, body: unknown) =>
      call(session, 'POST', `${known.discovery.api_base}${path}`, {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const open = async (changed: object = {}) => {
      const { application } = await draft(known, operator, face);
      const wish = { ...request, ...changed };
      const response = await post(operator, `/applications/${application.id}/challenges`, wish);
      assert.equal(response.status, 201);
      return { application, challenge: ChallengeSchema.parse(await response.json()) };
    };
    const commit = ({ id }: Challenge, i: number, chain = String(i).padEnd(43, 'A')) =>
      post(operator, `/challenges/${id}/steps`, { i, chain, frames: i + 1, elapsed_ms: 1500 });

    it('that begin with neutral and reveal nothing else', async () => {
      const { challenge } = await open();
      assert.equal(challenge.step.action, 'neutral');
      assert.equal(challenge.steps, 5);
      assert.equal(Buffer.from(challenge.nonce, 'base64url').length, 32);
      assert.equal(challenge.attempts_left, 2);
    });

    it('that are drawn from the actions that the client knows beside the core ones', async () => {
      assert.deepEqual(known.discovery.liveness?.actions.slice(-2), ['nod', 'open_mouth']);
      await open({ actions: ['nod', 'open_mouth', 'stand_on_head'] });
      const { application } = await draft(known, operator, face);
      for (const actions of [['n'.repeat(41)], Array(41).fill('nod'), 'nod', [1]]) {
        const wish = { ...request, actions };
        const answer = await post(operator, `/applications/${application.id}/challenges`, wish);
        assert.equal(answer.status, 400);
      }
    });

    for (const [without, asked] of [
      ['eyes', /^(neutral|turn_left|turn_right|shake_head)$/],
      ['head', /^(neutral|hold_short|hold_long|double_blink)$/],
    ] as const) {
      it(`that spare the ${without} whoever asks for it, at a swap too`, async (t) => {
        const { challenge } = await open({ without });
        t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
        const actions: string[] = [challenge.step.action];
        for (let i = 0; i < challenge.steps; i++) {
          t.mock.timers.tick(3000);
          const { next } = (await (await commit(challenge, i)).json()) as StepReceipt;
          if (next) actions.push(next.action);
          if (next?.i !== 2) continue;
          const swap = await post(operator, `/challenges/${challenge.id}/swap`, { i: 2 });
          actions.push(SwapResponseSchema.parse(await swap.json()).step.action);
        }
        assert.equal(actions.length, challenge.steps + 2, 'the swapped one, and one more at the end');
        for (const action of actions) assert.match(action, asked);
        t.mock.timers.reset();
      });
    }

    it('that spare nobody anything else, and say in discovery what they spare', async () => {
      assert.deepEqual(known.discovery.liveness?.without, ['eyes', 'head']);
      const { application } = await draft(known, operator, face);
      for (const without of ['nose', 'Eyes', '', null, ['eyes'], 1]) {
        const wish = { ...request, without };
        const answer = await post(operator, `/applications/${application.id}/challenges`, wish);
        assert.equal((await problemOf(answer)).code, 'malformed', JSON.stringify(without));
      }
    });

    it('whose steps are committed one after the other, each against a signed receipt', async (t) => {
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
      const { challenge } = await open();
      assert.equal((await problemOf(await commit(challenge, 1))).code, 'step_out_of_order');
      assert.equal((await problemOf(await commit(challenge, 0))).code, 'step_too_early');
      t.mock.timers.tick(2000);
      const first = (await (await commit(challenge, 0)).json()) as StepReceipt;
      assert.equal(first.next?.i, 1);
      const { keys } = (await (await fetch(known.discovery.jwks_uri)).json()) as { keys: [] };
      const claims = await verifyStatement('receipt', first.receipt, {
        keys: lookupIn({ keys }, 'sig'),
        issuer: known.discovery.issuer,
        nowMs: Date.now(),
      });
      assert.equal(claims.cid, challenge.id);
      assert.ok(claims.committed_at_ms - claims.revealed_at_ms >= challenge.step.pause_ms);
      assert.deepEqual(await (await commit(challenge, 0)).json(), first);
      assert.equal((await problemOf(await commit(challenge, 0, 'B'.repeat(43)))).code, 'step_out_of_order');
      t.mock.timers.reset();
    });

    it('in which one action may be swapped for another, once, and never neutral', async (t) => {
      const { challenge } = await open();
      const swap = (i: number) => post(operator, `/challenges/${challenge.id}/swap`, { i });
      assert.equal((await problemOf(await swap(0))).code, 'swap_not_allowed');
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 2000 });
      const { next } = (await (await commit(challenge, 0)).json()) as StepReceipt;
      const swapped = SwapResponseSchema.parse(await (await swap(1)).json());
      assert.equal(swapped.step.i, 1);
      assert.equal(swapped.steps, 6, 'whoever chooses carries out one step more');
      assert.notEqual(swapped.step.action, next?.action);
      const repeated = (await (await commit(challenge, 0)).json()) as StepReceipt;
      assert.deepEqual(repeated.next, swapped.step, 'an answer that got lost names the replacement');
      assert.equal((await problemOf(await swap(1))).code, 'swap_not_allowed');
      t.mock.timers.reset();
    });

    for (const measured_fps of [1e-60, 10.9999999, 11]) {
      it(`that keep to the profile of ${measured_fps} frames a second, at a swap too`, async (t) => {
        const { challenge } = await open({ measured_fps });
        assert.equal(challenge.steps, 5);
        t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 3000 });
        assert.equal((await commit(challenge, 0)).status, 200);
        assert.equal((await post(operator, `/challenges/${challenge.id}/swap`, { i: 1 })).status, 200);
        t.mock.timers.reset();
      });
    }

    it('that end with their time', async (t) => {
      const { challenge } = await open();
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 200_000 });
      const { code } = await problemOf(await commit(challenge, 0));
      assert.equal(code, 'challenge_expired');
      t.mock.timers.reset();
    });

    it('of which a new one ends the one before, and whose number is limited', async () => {
      const { application, challenge } = await open();
      const again = () => post(operator, `/applications/${application.id}/challenges`, request);
      assert.equal((await again()).status, 201);
      assert.equal((await problemOf(await commit(challenge, 0))).code, 'challenge_used');
      assert.equal((await again()).status, 201);
      const fourth = await again();
      assert.ok(Number(fourth.headers.get('retry-after')) > 0);
      assert.deepEqual(await problemOf(fourth), {
        status: 429,
        code: 'attempts_exhausted',
        errors: undefined,
      });
    });

    it('that only their owner can touch', async () => {
      const { challenge } = await open();
      const { status } = await post(other, `/challenges/${challenge.id}/steps`, {
        i: 0,
        chain: 'A'.repeat(43),
        frames: 1,
        elapsed_ms: 1500,
      });
      assert.equal(status, 404);
    });

    it('only where the method asks for a face', async () => {
      const { application } = await draft(known, operator, anna);
      const { code } = await problemOf(
        await post(operator, `/applications/${application.id}/challenges`, request),
      );
      assert.equal(code, 'state_conflict');
    });
  });
});
