import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openState } from '../../bench/attacks/judged-state.mjs';
import { wrongWith } from '../../bench/attacks/run-judged.mjs';

test('sessions that have ended are known to the next run, and counted by how they ended', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-attacks-test-'));
  try {
    const file = join(folder, 'deeper', 'state.json');
    const before = openState(file);
    for (const [outcome, refusedBy] of [
      ['approved', null],
      ['review', 'full_rate'],
      ['refused', 'trace_steps'],
      ['refused', 'prompt:turn_left:timeout'],
    ] as const) {
      before.addSession({ clip: 'x', rate: 15, outcome, refusedBy });
    }
    before.addDay({ tries: ['approved'], approved: true });
    const after = openState(file);
    assert.equal(after.days.length, 1);
    assert.equal(after.row('x', 30).sessions, 0);
    assert.deepEqual(after.row('x', 15), {
      clip: 'x',
      claimedFps: 15,
      trueFps: 15,
      sessions: 4,
      approved: 1,
      review: 1,
      refused: 2,
      notHandedIn: 1,
      refusedBy: { full_rate: 1, trace_steps: 1, 'prompt:turn_left:timeout': 1 },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('the whole judgement is as it must be', () => {
  const row = (changed: object) => ({
    clip: 'x',
    claimedFps: 30,
    trueFps: 30,
    sessions: 100,
    approved: 0,
    review: 0,
    refused: 100,
    notHandedIn: 0,
    refusedBy: {},
    ...changed,
  });
  const good = {
    rows: [row({})],
    honest: [row({ approved: 98, review: 2, refused: 0 }), row({ claimedFps: 8, review: 100, refused: 0 })],
    fixedFilm: { upperBound: 0.05 },
  };
  const wrong = (changed: object) => wrongWith({ ...good, ...changed }).length;

  test('where no attack is approved, honest people are, and a fixed film is on few days', () => {
    assert.deepEqual(wrongWith(good), []);
  });
  test('and not where one of these does not hold', () => {
    assert.equal(wrong({ rows: [row({ approved: 1 })] }), 1);
    assert.equal(wrong({ honest: [row({ approved: 97, refused: 0 })] }), 1);
    assert.equal(wrong({ honest: [row({ approved: 100 }), row({ claimedFps: 4, refused: 1 })] }), 1);
    assert.equal(wrong({ fixedFilm: { upperBound: 0.051 } }), 1);
  });
});
