import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { drawPlan, isAllowedPlan, type RandomInt, swapStep } from '../../src/challenge/plan.ts';
import { POLICIES } from '../../src/challenge/policy.ts';
import { ACTIONS, type Action, StepSchema } from '../../src/protocol/challenge.ts';
import { STANDARD } from './play-session.ts';

const draw: RandomInt = (maxExclusive) => randomInt(maxExclusive);
const EYES: readonly string[] = ['hold_short', 'hold_long', 'double_blink'];
const actionsOf = (plan: readonly { action: string }[]) =>
  plan.slice(1).map(({ action }) => action) as Action[];

describe('a drawn plan', () => {
  it('is neutral and three actions, with eyes and a turn among them and none twice in a row', () => {
    for (let round = 0; round < 500; round++) {
      const plan = drawPlan(draw, 30, STANDARD);
      assert.deepEqual(
        plan.map(({ i }) => i),
        [0, 1, 2, 3],
      );
      assert.equal(plan[0]!.action, 'neutral');
      const actions = actionsOf(plan);
      assert.ok(actions.some((action) => EYES.includes(action)));
      assert.ok(actions.some((action) => action.startsWith('turn_')));
      assert.ok(actions.every((action, index) => action !== actions[index - 1]));
      assert.ok(isAllowedPlan(actions, 30, STANDARD));
    }
  });

  it('is one of 102', () => {
    const seen = new Set(Array.from({ length: 4000 }, () => actionsOf(drawPlan(draw, 30, STANDARD)).join()));
    assert.equal(seen.size, 102);
  });

  it('keeps to the protocol: pauses, tones and instants of each step', () => {
    for (let round = 0; round < 300; round++) {
      for (const step of drawPlan(draw, 30, POLICIES.relaxed)) {
        assert.ok(StepSchema.parse(step));
        if (step.i > 0) assert.ok(step.pause_ms >= 500 && step.pause_ms <= 1500);
        const hold = { hold_short: 800, hold_long: 2200 }[step.action as string];
        assert.equal(step.hold_ms, hold);
        assert.ok(step.capture_at.length >= 1 && step.capture_at.length <= 2);
        assert.ok(step.capture_at[0]! >= 100 && step.capture_at[0]! <= step.pause_ms);
      }
    }
  });

  it('has no double blink where frames come too slowly for one', () => {
    for (let round = 0; round < 300; round++) {
      assert.ok(!actionsOf(drawPlan(draw, 12, STANDARD)).includes('double_blink'));
    }
  });
});

describe('a swapped step', () => {
  it('has another action, and the plan stays an allowed one', () => {
    for (let round = 0; round < 500; round++) {
      const plan = drawPlan(draw, 30, STANDARD);
      const i = 1 + randomInt(3);
      const step = swapStep(plan, i, draw, 30, STANDARD);
      assert.equal(step.i, i);
      assert.notEqual(step.action, plan[i]!.action);
      assert.ok(isAllowedPlan(actionsOf(plan.map((each) => (each.i === i ? step : each))), 30, STANDARD));
    }
  });

  it('is never neutral, nor one that the plan does not hold', () => {
    const plan = drawPlan(draw, 30, STANDARD);
    assert.throws(() => swapStep(plan, 0, draw, 30, STANDARD), RangeError);
    assert.throws(() => swapStep(plan, 4, draw, 30, STANDARD), RangeError);
  });
});

describe('what is allowed', () => {
  it('needs eyes, a turn and the right number', () => {
    assert.ok(!isAllowedPlan(['turn_left', 'turn_right', 'shake_head'], 30, STANDARD));
    assert.ok(!isAllowedPlan(['hold_short', 'double_blink', 'shake_head'], 30, STANDARD));
    assert.ok(!isAllowedPlan(['hold_short', 'turn_left', 'turn_left'], 30, STANDARD));
    assert.ok(!isAllowedPlan(['hold_short', 'turn_left'], 30, STANDARD));
    assert.ok(isAllowedPlan(['turn_left', 'hold_short', 'turn_left'], 30, STANDARD));
    assert.equal(ACTIONS.length, 6);
  });
});
