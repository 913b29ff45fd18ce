import assert from 'node:assert/strict';
import { it } from 'node:test';
import { POLICIES } from '../../src/challenge/policy.ts';
import { SLOW_POLICIES } from '../../src/challenge/policy-for.ts';

for (const policy of [...Object.values(POLICIES), ...Object.values(SLOW_POLICIES)]) {
  it(`no closure fits holds of two lengths, at the ${policy.pace} pace, ${policy.rate} profile`, () => {
    const { plan, times, frames } = policy;
    const holdsMs = [plan.holdShortMs, ...plan.holdLongMs];
    for (const [at, holdMs] of holdsMs.slice(1).entries()) {
      // The tone comes with a frame, at most one interval late.
      const lastOfShorterMs = holdsMs[at]! + 1000 / frames.minFps + times.reopenMaxMs;
      const firstOfLongerMs = holdMs + times.reopenMinMs;
      assert.ok(lastOfShorterMs < firstOfLongerMs, `${lastOfShorterMs} ms against ${firstOfLongerMs} ms`);
    }
  });

  it(`every action fits into the window, at the ${policy.pace} pace, ${policy.rate} profile`, () => {
    const { plan, times } = policy;
    const longestHoldMs = times.maxOnsetMs + Math.max(...plan.holdLongMs) + times.reopenMaxMs;
    assert.ok(longestHoldMs < times.windowMs, `${longestHoldMs} ms`);
    assert.ok(times.maxOnsetMs + times.doubleBlinkMaxApartMs + times.thirdBlinkMs < times.windowMs);
  });

  it(`blinks in an even rhythm are no double blink, at the ${policy.pace} pace, ${policy.rate} profile`, () => {
    assert.ok(policy.times.thirdBlinkMs >= policy.times.doubleBlinkMaxApartMs);
  });
}
