import { drawPlan } from '../../src/challenge/plan.ts';
import { policyFor } from '../../src/challenge/policy-for.ts';
import { replayTrace } from '../../src/challenge/replay.ts';
import { flipBookOf, loopOf } from '../../test/challenge/flip-book.ts';
import { playSession } from '../../test/challenge/play-session.ts';
import { slideshowOf } from '../../test/challenge/slideshow.ts';
import { seededRandom } from '../bench-clips/seeded-random.mjs';

const RATES = [3.5, 4, 5, 6, 8];
const HONEST_SESSIONS = 20;
const ATTACKS = 200;
const OPERATORS = 30;
/** Of half an interval: intervals differ by a third either way and more. */
const JITTER = 0.6;

/** The slow profile: people who do what is asked, clips that play whatever is asked, and operators with stills. */
export function benchSlow(clips) {
  console.log('\nslow devices');
  const people = clips.filter(({ folder }) => folder === 'people');
  for (const fps of RATES) honest(people, fps);
  for (const fps of [4, 8]) strangers(clips, fps);
  for (const fps of [...RATES, 15, 30]) operators(people, fps);
}

function honest(people, fps) {
  const ends = count(people, HONEST_SESSIONS, (seed, { frames }) => play(flipBookOf(frames), seed, fps));
  console.log(`  people at ${fps} fps: ${ends.live ?? 0} of ${people.length * HONEST_SESSIONS} live`, ends);
}

function strangers(clips, fps) {
  const ends = {};
  for (const { name, frames } of clips) {
    const own = count([{ name, frames }], ATTACKS, (seed) => {
      const fromMs = seededRandom(`${seed} from`)((frames.length * 1000) / 30);
      return play(loopOf(frames, 30, fromMs), seed, fps);
    });
    if (own.live) console.log(`    ${name}: ${own.live} live`);
    for (const [end, times] of Object.entries(own)) ends[end] = (ends[end] ?? 0) + times;
  }
  console.log(`  clips at ${fps} fps: ${ends.live ?? 0} of ${clips.length * ATTACKS} live`, ends);
}

/** Stills shown at the right moments, under the profile of the rate and under the slow one. */
function operators(people, fps) {
  for (const measuredFps of new Set([fps, Math.min(fps, 4)])) {
    const ends = count(people, OPERATORS, (seed, { frames }) =>
      play(slideshowOf(frames, seededRandom(`${seed} noise`)), seed, fps, measuredFps),
    );
    console.log(
      `  operators at ${fps} fps, ${measuredFps} claimed: ${ends.live ?? 0} of ${people.length * OPERATORS} live`,
      ends,
    );
  }
}

function play(book, seed, fps, measuredFps = fps) {
  const random = seededRandom(seed);
  const policy = policyFor({ pace: 'standard', measuredFps });
  const plan = drawPlan(random, measuredFps, policy);
  const latencyMs = 1000 / fps;
  const { trace, last } = playSession(book, plan, {
    fps,
    policy,
    jitter: () => (random(2001) / 1000 - 1) * JITTER,
    reactionMs: 450 + latencyMs,
    toneReactionMs: 350 + latencyMs,
  });
  if (last.phase === 'failed') return `${last.step.action} ${last.failure}`;
  const { verdict, checks } = replayTrace(trace, plan, policy);
  return verdict === 'live' ? 'live' : checks.find(({ passed }) => !passed).name;
}

function count(clips, times, end) {
  const ends = {};
  for (const clip of clips) {
    for (let session = 1; session <= times; session++) {
      const ended = end(`${clip.name} ${session}`, clip);
      ends[ended] = (ends[ended] ?? 0) + 1;
    }
  }
  return ends;
}
