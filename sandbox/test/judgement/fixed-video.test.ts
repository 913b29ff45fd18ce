import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ACTIONS, CORE_ACTIONS } from '@family-auth/library/protocol/challenge.ts';
import { seededRandom } from '../../../bench/clips/statistics.mjs';
import { scriptedVideo } from '../../../test/challenge/scripted-video.ts';
import { long } from '../../../test/long.ts';
import { fixedVideoDays } from './fixed-video.ts';

/** 10,000 days of every pace and rate are `npm run bench:attacks -- --judged`. */
const DAYS = 600;

for (const [measuredFps, actions, options] of [
  [30, CORE_ACTIONS, long],
  [30, ACTIONS, long],
  [15, CORE_ACTIONS, {}],
] as const) {
  it(
    `one video of fixed movements, tried for a whole day, is approved on few days at ${measuredFps} frames a second with ${actions.length} actions`,
    options,
    () => {
      const random = seededRandom(`fixed film ${measuredFps}`);
      const scene = {
        book: () => scriptedVideo('anna'),
        pace: 'standard',
        measuredFps,
        actions,
        random,
      } as const;
      const { approvedDays, video, fitsPerMille } = fixedVideoDays(scene, DAYS);
      assert.ok(video.length > 4 && fitsPerMille >= 3, 'the video is one that an attacker would choose');
      assert.ok(approvedDays <= DAYS * 0.05, `${approvedDays} of ${DAYS} days with ${video.join(', ')}`);
    },
  );
}
