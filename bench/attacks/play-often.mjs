import { drawPlan } from '../../src/challenge/plan.ts';
import { policyFor } from '../../src/challenge/policy-for.ts';
import { replayTrace } from '../../src/challenge/replay.ts';
import { playSession } from '../../test/challenge/play-session.ts';
import { scriptedVideoOf, stretchesOf } from '../../test/challenge/scripted-video.ts';
import { jitterOf, seededRandom } from '../clips/statistics.mjs';

/**
 * Sessions with drawn plans in front of a scripted video that answers the prompts. Returns how often which check refused
 * first (`live` where none did, `to a person: CHECK` where some only asked for one), and how steps failed.
 */
export function playOften(name, frames, { fps, measuredFps, sessions, segments }) {
  const policy = policyFor({ pace: 'standard', measuredFps });
  const [checks, failures] = [{}, {}];
  const count = (counts, what) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  for (let session = 1; session <= sessions; session++) {
    const random = seededRandom(`${name} ${fps} ${measuredFps} ${session}`);
    const plan = drawPlan(random, measuredFps, policy);
    const { trace, last } = playSession(scriptedVideoOf(frames, segments && stretchesOf(segments)), plan, {
      fps,
      policy,
      jitter: jitterOf(random),
      reactionMs: 450 + 1000 / fps,
      toneReactionMs: 350 + 1000 / fps,
    });
    if (last.status === 'failed') count(failures, `${last.step.action} ${last.failure}`);
    const { verdict, checks: all } = replayTrace(trace, plan, policy);
    count(checks, verdict === 'live' ? 'live' : last.status === 'failed' ? 'steps' : reasonOf(all));
  }
  return { profile: policy.rate, checks, failures };
}

function reasonOf(checks) {
  const missed = checks.filter(({ passed }) => !passed);
  const refusing = missed.find(({ undecided }) => !undecided);
  return refusing ? refusing.name : `to a person: ${missed[0].name}`;
}
