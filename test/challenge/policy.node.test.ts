import assert from 'node:assert/strict';
import { it } from 'node:test';
import { POLICIES } from '../../src/challenge/policy.ts';
import { SLOW_POLICIES } from '../../src/challenge/slow-policy.ts';

for (const policy of [...Object.values(POLICIES), ...Object.values(SLOW_POLICIES)]) {
  it(`a short hold never ends when a long one may, at the ${policy.pace} pace, ${policy.rate} profile`, () => {
    const { plan, times } = policy;
    const lastOfShort = plan.holdShortMs + times.reopenMaxMs;
    const firstOfLong = plan.holdLongMs + times.reopenMinMs;
    assert.ok(lastOfShort < firstOfLong, `${lastOfShort} ms against ${firstOfLong} ms`);
  });

  it(`every action fits into the window, at the ${policy.pace} pace, ${policy.rate} profile`, () => {
    const { plan, times } = policy;
    const longestHoldMs = times.maxOnsetMs + plan.holdLongMs + times.reopenMaxMs;
    assert.ok(longestHoldMs < times.windowMs, `${longestHoldMs} ms`);
    assert.ok(times.maxOnsetMs + times.doubleBlinkMaxApartMs + times.thirdBlinkMs < times.windowMs);
  });

  it(`blinks in an even rhythm are no double blink, at the ${policy.pace} pace, ${policy.rate} profile`, () => {
    assert.ok(policy.times.thirdBlinkMs >= policy.times.doubleBlinkMaxApartMs);
  });
}
