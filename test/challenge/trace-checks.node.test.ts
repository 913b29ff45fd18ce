import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { POLICIES } from '../../src/challenge/policy.ts';
import { traceChecks } from '../../src/challenge/trace-checks.ts';

const limits = POLICIES.standard.trace;

/** A trace of frames without a face, so long after each other. */
const traceOf = (intervalsMs: readonly number[]) => {
  let timestampMs = 0;
  const times = [0, ...intervalsMs.map((intervalMs) => (timestampMs += intervalMs))];
  return {
    width: 640,
    height: 480,
    records: times.map((timestampMs) => ({ kind: 'none', timestampMs }) as const),
  };
};

const passes = (name: string, intervalsMs: readonly number[]) =>
  traceChecks(traceOf(intervalsMs), limits).find((check) => check.name === name)?.passed;

const evenly = (count: number, spanMs: number) =>
  Array.from(
    { length: count },
    (_, at) => Math.floor(((at + 1) * spanMs) / count) - Math.floor((at * spanMs) / count),
  );

describe('a trace at the very line', () => {
  it('may have an interval as long as the longest one, and no millisecond more', () => {
    assert.equal(passes('frame_gap', [40, limits.maxIntervalMs, 40]), true);
    assert.equal(passes('frame_gap', [40, limits.maxIntervalMs + 1, 40]), false);
  });

  it('may be as slow as the lowest rate, and no slower', () => {
    assert.equal(passes('frame_rate', evenly(limits.minFps, 1000)), true);
    assert.equal(passes('frame_rate', evenly(limits.minFps, 1001)), false);
  });

  it('may be as fast as the highest rate, and no faster', () => {
    assert.equal(passes('frame_rate', evenly(limits.maxFps, 1000)), true);
    assert.equal(passes('frame_rate', evenly(limits.maxFps, 999)), false);
  });

  it('may have as many equal intervals as the largest share, and not one more', () => {
    const equal = (count: number) => [...Array(count).fill(40), ...evenly(100 - count, 4100)];
    const most = Math.floor(limits.maxEqualIntervalShare * 100);
    assert.equal(passes('cadence', equal(most)), true);
    assert.equal(passes('cadence', equal(most + 1)), false);
  });
});
