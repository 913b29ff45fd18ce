import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { drawPlan, isAllowedPlan, type RandomInt, swapStep } from '../../src/challenge/plan.ts';
import { POLICIES, type Policy } from '../../src/challenge/policy.ts';
import { policyFor } from '../../src/challenge/policy-for.ts';
import {
  ACTIONS,
  type Action,
  actionsInCommon,
  CORE_ACTIONS,
  type Step,
  StepSchema,
  type Without,
  withoutInCommon,
} from '../../src/protocol/challenge.ts';
import { STANDARD } from './play-session.ts';

const draw: RandomInt = (maxExclusive) => randomInt(maxExclusive);
const EYES: readonly string[] = ['hold_short', 'hold_long', 'double_blink'];
const HIDDEN: readonly string[] = ['double_blink', 'shake_head', 'nod', 'open_mouth'];
const actionsOf = (plan: readonly { action: string }[]) =>
  plan.slice(1).map(({ action }) => action) as Action[];

/** How likely each plan is, by its movements and the lengths of its holds. */
function chances(policy: Policy, measuredFps: number): Map<string, number> {
  const times = new Map<string, number>();
  let all = 1;
  for (let index = 0; index < all; index++) {
    let first = true;
    const die = (max: number) => {
      if (!first) return 0;
      [first, all] = [false, max];
      return index;
    };
    const movements = drawPlan(die, measuredFps, policy).map(({ action, hold_ms }) => `${action} ${hold_ms}`);
    times.set(movements.join(), (times.get(movements.join()) ?? 0) + 1);
  }
  return new Map([...times].map(([plan, count]) => [plan, count / all]));
}

const entropyOf = (known: ReadonlyMap<string, number>): number =>
  [...known.values()].reduce((bits, chance) => bits - chance * Math.log2(chance), 0);

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

  it('has at most one double blink, shake, nod or open mouth, which a film hides beside other movements', () => {
    for (let round = 0; round < 500; round++) {
      const actions = actionsOf(drawPlan(draw, 30, STANDARD));
      assert.ok(actions.filter((action) => HIDDEN.includes(action)).length <= 1);
    }
  });

  for (const [measuredFps, core, all] of [
    [30, 770, 1298],
    [12, 494, 1022],
  ] as const) {
    it(`is one of ${core} at ${measuredFps} frames a second, or of ${all} where nod and mouth are known, none of them likelier then by a hundredth`, () => {
      const known = chances(policyFor({ pace: 'standard', measuredFps }), measuredFps);
      const more = chances(policyFor({ pace: 'standard', measuredFps, actions: ACTIONS }), measuredFps);
      assert.deepEqual([known.size, more.size], [core, all]);
      assert.ok([...known].every(([plan, chance]) => more.get(plan)! <= chance * 1.01));
      assert.ok(entropyOf(more) >= entropyOf(known));
    });
  }

  it('asks only for actions that the client knows', () => {
    const policy = policyFor({ pace: 'standard', measuredFps: 30 });
    const nod = policyFor({ pace: 'standard', measuredFps: 30, actions: actionsInCommon(['nod', 'wink']) });
    const drawn = (from: Policy) =>
      new Set(Array.from({ length: 400 }, () => actionsOf(drawPlan(draw, 30, from))).flat());
    assert.deepEqual([...drawn(policy)].sort(), [...CORE_ACTIONS].sort());
    assert.deepEqual([...CORE_ACTIONS, ...STANDARD.plan.further], ACTIONS);
    assert.deepEqual([...drawn(nod)].sort(), [...CORE_ACTIONS, 'nod'].sort());
  });

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

  it('is drawn from no fewer where nod and mouth are known', () => {
    const core = policyFor({ pace: 'standard', measuredFps: 30 });
    const choice = (plan: Step[], i: number, policy: Policy) => {
      const counts: number[] = [];
      const first: RandomInt = (max) => {
        counts.push(max);
        return 0;
      };
      swapStep(plan, i, first, 30, policy);
      return counts[0]!;
    };
    for (let round = 0; round < 300; round++) {
      const plan = drawPlan(draw, 30, core);
      for (const i of [1, 2, 3, 4]) assert.ok(choice(plan, i, STANDARD) >= choice(plan, i, core));
    }
  });

  it('is never neutral, nor one that the plan does not hold', () => {
    const plan = drawPlan(draw, 30, STANDARD);
    assert.throws(() => swapStep(plan, 0, draw, 30, STANDARD), RangeError);
    assert.throws(() => swapStep(plan, 5, draw, 30, STANDARD), RangeError);
  });
});

describe('a plan for somebody who is spared', () => {
  /** Plans by what is spared, at this rate, with nod and mouth and without them. */
  const COUNTS: readonly (readonly [Without, number, number, number])[] = [
    ['eyes', 30, 80, 544],
    ['eyes', 12, 80, 544],
    ['eyes', 6, 16, 16],
    ['head', 30, 256, 624],
    ['head', 12, 81, 255],
    ['head', 6, 16, 16],
  ];
  for (const [without, measuredFps, core, all] of COUNTS) {
    const about = { pace: 'standard', measuredFps, without } as const;
    it(`the ${without} is one of ${core} at ${measuredFps} frames a second, or of ${all} where nod and mouth are known, each as likely`, () => {
      for (const [actions, count] of [
        [undefined, core],
        [ACTIONS, all],
      ] as const) {
        const plans = chances(policyFor({ ...about, ...(actions ? { actions } : {}) }), measuredFps);
        assert.equal(plans.size, count);
        assert.ok([...plans.values()].every((chance) => chance === 1 / count));
      }
    });

    it(`the ${without} asks for the other and the mouth alone at ${measuredFps} frames a second, and stays so when a step is swapped`, () => {
      const policy = policyFor({ ...about, actions: ACTIONS });
      const isOf = (action: Action) =>
        action === 'open_mouth' || EYES.includes(action) === (without === 'head');
      const isTurn = (action: string) => action.startsWith('turn_');
      for (let round = 0; round < 200; round++) {
        const plan = drawPlan(draw, measuredFps, policy);
        const actions = actionsOf(plan);
        assert.equal(actions.length, 4);
        assert.ok(actions.every(isOf), actions.join());
        assert.ok(without === 'head' || actions.some(isTurn), 'flatness is judged on a turn');
        for (const i of [1, 2, 3, 4]) {
          const { step, more } = swapStep(plan, i, draw, measuredFps, policy);
          const swapped = actionsOf([...plan.map((each) => (each.i === i ? step : each)), more]);
          assert.notEqual(step.action, plan[i]!.action);
          assert.ok(isAllowedPlan(swapped, measuredFps, policy, 5), swapped.join());
        }
      }
    });
  }

  it('is no plan for anybody else, nor theirs one for them', () => {
    const spared = (without: Without) => policyFor({ pace: 'standard', measuredFps: 30, without });
    const [turns, holds] = [
      ['turn_left', 'shake_head', 'turn_left', 'shake_head'],
      ['hold_short', 'hold_short', 'double_blink', 'hold_long'],
    ] as const;
    assert.ok(isAllowedPlan(turns, 30, spared('eyes')));
    assert.ok(isAllowedPlan(holds, 30, spared('head')));
    for (const [plan, policy] of [
      [turns, STANDARD],
      [turns, spared('head')],
      [holds, STANDARD],
      [holds, spared('eyes')],
      [['turn_left', 'hold_short', 'turn_left', 'hold_short'], spared('eyes')],
      [['turn_left', 'hold_short', 'turn_left', 'hold_short'], spared('head')],
      [
        ['shake_head', 'nod', 'shake_head', 'nod'],
        policyFor({ pace: 'standard', measuredFps: 30, actions: ACTIONS, without: 'eyes' }),
      ],
    ] as const) {
      assert.ok(!isAllowedPlan(plan, 30, policy), plan.join());
    }
  });

  it('is offered for what both sides know', () => {
    assert.deepEqual(withoutInCommon(['hands', 'head', 'eyes']), ['eyes', 'head']);
    assert.deepEqual(withoutInCommon(), []);
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
    assert.ok(!isAllowedPlan(['turn_left', 'nod', 'hold_short', 'shake_head'], 30, STANDARD));
  });
});
