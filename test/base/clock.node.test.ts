import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Clock, serverClock } from '../../src/base/clock.ts';

const NOON = Date.UTC(2026, 10, 23, 12);
const HOUR_MS = 3_600_000;

/** A computer whose clock can be put wrong, and a server whose clock is right. */
function stage(wrongMs = 0) {
  const computer = { wrongMs, trueMs: NOON };
  const own: Clock = {
    nowMs: () => computer.trueMs - NOON,
    epochMs: () => computer.trueMs + computer.wrongMs,
    sleep: async () => {},
  };
  const clock = serverClock(own);
  const headers = () => ({ Date: new Date(computer.trueMs).toUTCString() });
  const fetch = clock.learningFrom(async () => {
    computer.trueMs += 400;
    return new Response(null, { headers: headers() });
  });
  const errorMs = () => Math.abs(clock.epochMs() - computer.trueMs);
  return { computer, clock, fetch, errorMs };
}

describe('a clock that goes by a server', () => {
  for (const wrongMs of [HOUR_MS, -HOUR_MS])
    it(`is right after one answer, on a computer that is wrong by ${wrongMs} ms`, async () => {
      const { fetch, errorMs } = stage(wrongMs);
      assert.equal(errorMs(), HOUR_MS);
      await fetch('https://backend.example/', { cache: 'no-store' });
      assert.ok(errorMs() < 2_000, String(errorMs()));
    });

  for (const wrongMs of [HOUR_MS, -HOUR_MS])
    it(`learns the same from two answers at once only once (${wrongMs} ms)`, async () => {
      const { fetch, errorMs } = stage(wrongMs);
      const ask = () => fetch('https://backend.example/', { cache: 'no-store' });
      await Promise.all([ask(), ask()]);
      assert.ok(errorMs() < 2_000, String(errorMs()));
    });

  it('stays right when the computer is put right in the middle', async () => {
    const { computer, fetch, errorMs } = stage(HOUR_MS);
    await fetch('https://backend.example/', { cache: 'no-store' });
    computer.wrongMs = 0;
    assert.ok(errorMs() < 2_000, String(errorMs()));
  });

  it('is right again after a sleep that no duration counts', async () => {
    const computer = { trueMs: NOON };
    const clock = serverClock({ nowMs: () => 0, epochMs: () => computer.trueMs, sleep: async () => {} });
    computer.trueMs += HOUR_MS;
    const headers = { Date: new Date(computer.trueMs).toUTCString() };
    const fetch = clock.learningFrom(async () => new Response(null, { headers }));
    await fetch('https://backend.example/', { cache: 'no-store' });
    assert.ok(Math.abs(clock.epochMs() - computer.trueMs) < 2_000);
  });

  it('leaves a clock alone that is right within seconds', async () => {
    const { computer, clock, fetch } = stage(4_000);
    await fetch('https://backend.example/', { cache: 'no-store' });
    assert.equal(clock.epochMs(), computer.trueMs + 4_000);
  });

  it('learns nothing from an answer that a cache may have given', async () => {
    const { fetch, errorMs } = stage(HOUR_MS);
    await fetch('https://backend.example/');
    assert.equal(errorMs(), HOUR_MS);
  });

  it('learns nothing from an answer out of a store on the way, or from where it was redirected to', async () => {
    const { clock, computer } = stage();
    const dated = { Date: new Date(NOON - HOUR_MS).toUTCString() };
    const redirected = Object.defineProperty(new Response(null, { headers: dated }), 'redirected', {
      value: true,
    });
    for (const answer of [new Response(null, { headers: { ...dated, Age: '3600' } }), redirected]) {
      await clock.learningFrom(async () => answer)('https://backend.example/', { cache: 'no-cache' });
      assert.equal(clock.epochMs(), computer.trueMs);
    }
    const fresh = new Response(null, { headers: { ...dated, Age: '0' } });
    await clock.learningFrom(async () => fresh)('https://backend.example/', { cache: 'no-cache' });
    assert.notEqual(clock.epochMs(), computer.trueMs);
  });

  it('learns nothing where the answer does not say what time it is', async () => {
    const { clock, computer } = stage();
    const silent = clock.learningFrom(async () => new Response(null));
    await silent(new Request('https://backend.example/', { cache: 'no-store' }));
    assert.equal(clock.epochMs(), computer.trueMs);
  });
});
