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
  it('is neutral and four actions, with eyes and a turn among them and none twice in a row', () => {
    for (let round = 0; round < 500; round++) {
      const plan = drawPlan(draw, 30, STANDARD);
      assert.deepEqual(
        plan.map(({ i }) => i),
        [0, 1, 2, 3, 4],
      );
      assert.equal(plan[0]!.action, 'neutral');
      const actions = actionsOf(plan);
      assert.ok(actions.some((action) => EYES.includes(action)));
      assert.ok(actions.some((action) => action.startsWith('turn_')));
      assert.ok(actions.every((action, index) => action !== actions[index - 1]));
      assert.ok(isAllowedPlan(actions, 30, STANDARD));
    }
  });

  it('has at most one double blink or shake, which other movements hide', () => {
    for (let round = 0; round < 500; round++) {
      const actions = actionsOf(drawPlan(draw, 30, STANDARD));
      assert.ok(actions.filter((action) => ['double_blink', 'shake_head'].includes(action)).length <= 1);
    }
  });

  for (const [measuredFps, plans] of [
    [30, 770],
    [12, 494],
  ] as const) {
    it(`is one of ${plans} at ${measuredFps} frames a second, none drawn more than twice as often as another`, () => {
      const drawn = new Map<string, number>();
      let index = 0;
      let all = 1;
      for (; index < all; index++) {
        let first = true;
        const plan = drawPlan(
          (max) => {
            if (!first) return 0;
            first = false;
            all = max;
            return index;
          },
          measuredFps,
          STANDARD,
        );
        const movements = plan.map(({ action, hold_ms }) => `${action} ${hold_ms}`).join();
        drawn.set(movements, (drawn.get(movements) ?? 0) + 1);
      }
      assert.equal(drawn.size, plans);
      assert.ok([...drawn.values()].every((times) => times <= 2));
    });
  }

  it('keeps to the protocol: pauses, tones and instants of each step', () => {
    for (let round = 0; round < 300; round++) {
      for (const step of drawPlan(draw, 30, POLICIES.relaxed)) {
        assert.ok(StepSchema.parse(step));
        if (step.i > 0) assert.ok(step.pause_ms >= 500 && step.pause_ms <= 1500);
        const holdsMs: readonly (number | undefined)[] = { hold_short: [800], hold_long: [2400, 4000] }[
          step.action as string
        ] ?? [undefined];
        assert.ok(holdsMs.includes(step.hold_ms), `${step.action} ${step.hold_ms}`);
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
  it('has another action, and the plan, longer by one step, stays an allowed one', () => {
    for (let round = 0; round < 500; round++) {
      const plan = drawPlan(draw, 30, STANDARD);
      const i = 1 + randomInt(4);
      const { step, more } = swapStep(plan, i, draw, 30, STANDARD);
      assert.deepEqual([step.i, more.i], [i, 5]);
      assert.notEqual(step.action, plan[i]!.action);
      const swapped = actionsOf([...plan.map((each) => (each.i === i ? step : each)), more]);
      assert.ok(isAllowedPlan(swapped, 30, STANDARD, 5), swapped.join());
    }
  });

  it('is never neutral, nor one that the plan does not hold', () => {
    const plan = drawPlan(draw, 30, STANDARD);
    assert.throws(() => swapStep(plan, 0, draw, 30, STANDARD), RangeError);
    assert.throws(() => swapStep(plan, 5, draw, 30, STANDARD), RangeError);
  });
});

describe('what is allowed', () => {
  it('needs eyes, a turn and the right number', () => {
    assert.ok(!isAllowedPlan(['turn_left', 'turn_right', 'turn_left', 'shake_head'], 30, STANDARD));
    assert.ok(!isAllowedPlan(['hold_short', 'hold_long', 'hold_short', 'shake_head'], 30, STANDARD));
    assert.ok(!isAllowedPlan(['hold_short', 'turn_left', 'turn_left', 'hold_long'], 30, STANDARD));
    assert.ok(!isAllowedPlan(['double_blink', 'turn_left', 'shake_head', 'turn_left'], 30, STANDARD));
    assert.ok(!isAllowedPlan(['hold_short', 'turn_left', 'hold_long'], 30, STANDARD));
    assert.ok(isAllowedPlan(['turn_left', 'hold_short', 'turn_left', 'hold_short'], 30, STANDARD));
    assert.equal(ACTIONS.length, 6);
  });
});
