import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drawPlan } from '@family-auth/library/challenge/plan.ts';
import { policyFor } from '@family-auth/library/challenge/policy-for.ts';
import { long } from '../../../test/long.ts';
import { diceOf } from './dice.ts';
import { handIn } from './hand-in.ts';
import { KINDS } from './kinds.ts';
import { loadedDraws } from './loaded-draws.ts';
import { hasPassed, type Row, runForgeries } from './run-forgeries.ts';
import { RECORDINGS, recordingOf } from './video.ts';
import { openWorld } from './world.ts';

/** One of each family; `npm run forgeries` hands in a thousand of all kinds. */
const SAMPLE = [
  'lid_point_moved',
  'trace_moved',
  'frames_exchanged_later',
  'stretched_after_all',
  'prepared_meanwhile',
  'spliced_person_cut',
  'replayed_whole',
  'session_again',
  'frameless',
  'pictures_of_other_person',
  'other_order',
  'spared',
  'spared_the_other',
  'picture_of_other_frame',
  'byte_in_ciphertext',
  'byte_in_signature',
  'truncated_trace',
  'part_named_twice',
  'receipts_forged',
  'policy_version_forged',
  'foreign_key',
];

describe('forged submissions', () => {
  test(
    'are refused over HTTP, each by the check meant for it, and the honest ones beside them accepted',
    long,
    async () => {
      const kinds = KINDS.filter(({ name }) => SAMPLE.includes(name));
      assert.equal(kinds.length, SAMPLE.length);
      const { honest, rows, strays, passed } = await runForgeries({
        count: kinds.length,
        kinds,
        seed: 'sample',
      });
      assert.deepEqual(
        honest.map(({ recording, outcome }) => [recording, outcome]),
        RECORDINGS.map((recording) => [recording, 'accepted']),
      );
      assert.deepEqual(strays, []);
      assert.ok(rows.every(({ made, byMeant }) => made === 1 && byMeant === 1));
      assert.ok(passed);
    },
  );

  test('do not pass where nothing was made but what is counted apart', () => {
    const honest = [{ recording: 'anna', outcome: 'accepted', refusedBy: null }] as const;
    const row: Row = {
      kind: 'a',
      says: '',
      apart: false,
      via: 'http',
      made: 1,
      accepted: 0,
      toAPerson: 0,
      byMeant: 1,
      byOther: 0,
      refusedBy: {},
    };
    assert.equal(hasPassed({ honest, rows: [row], strays: [] }), true);
    assert.equal(hasPassed({ honest, rows: [{ ...row, apart: true }], strays: [] }), false);
    assert.equal(hasPassed({ honest, rows: [{ ...row, made: 0 }], strays: [] }), false);
  });

  test('a video that was refused under another plan is known again when its own plan comes', async () => {
    const world = await openWorld();
    try {
      const operator = await world.honest();
      const dev = { what: 'tried again', recording: 'dev', meant: [] } as const;
      const early = await handIn(world, operator, { ...dev, plan: recordingOf('anna').plan });
      const again = await handIn(world, operator, dev);
      const refusals = [early, again].map(({ result }) => result.refusedBy);
      assert.deepEqual(refusals, ['trace_steps', 'frames_new']);
    } finally {
      await world.close();
    }
  });

  test('are the same for the same seed, and others for another', () => {
    const described = (seed: string) =>
      KINDS.map((kind) => {
        const { what, recording } = kind.make(diceOf(`${seed} ${kind.name} 0`), 0);
        return `${kind.name}: ${recording}, ${what}`;
      });
    assert.deepEqual(described('one'), described('one'));
    assert.notDeepEqual(described('one'), described('other'));
  });

  test('are of many kinds with names of their own, and each names the checks that are meant to refuse it', () => {
    assert.equal(new Set(KINDS.map(({ name }) => name)).size, KINDS.length);
    for (const kind of KINDS) assert.ok(kind.make(diceOf(kind.name), 0).meant.length > 0, kind.name);
  });

  test('are given the plan of their video by the draws that the server makes', () => {
    for (const name of RECORDINGS) {
      const { plan, measuredFps } = recordingOf(name);
      const draws = loadedDraws(plan, { pace: 'standard', measuredFps });
      const policy = policyFor({ pace: 'standard', measuredFps });
      assert.deepEqual(
        drawPlan(() => draws.shift()!, measuredFps, policy),
        plan,
      );
      assert.deepEqual(draws, []);
    }
  });
});
