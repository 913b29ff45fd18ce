import { drawPlan } from '../../src/challenge/plan.ts';
import { replayTrace } from '../../src/challenge/replay.ts';
import { loopOf } from '../../test/challenge/flip-book.ts';
import { playSession, STANDARD } from '../../test/challenge/play-session.ts';
import { seededRandom } from '../bench-clips/seeded-random.mjs';

const SESSIONS = 200;

/** Every clip played over and over, from a random place, at a person who was asked something: none may pass. */
export function benchStrangers(clips) {
  console.log(
    `\nclips that play whatever is asked: of ${SESSIONS} sessions each, first actions done, all done, live`,
  );
  let total = 0;
  for (const { name, frames } of clips) {
    let [first, all, live] = [0, 0, 0];
    const byAction = {};
    for (let session = 1; session <= SESSIONS; session++) {
      const random = seededRandom(`${name}${session}`);
      const plan = drawPlan(random, 30, STANDARD);
      const book = loopOf(frames, 30, random((frames.length * 1000) / 30));
      const { trace, states, last } = playSession(book, plan);
      if (states[1]?.at(-1)?.phase === 'done') {
        first++;
        byAction[plan[1].action] = (byAction[plan[1].action] ?? 0) + 1;
      }
      if (last.phase !== 'done') continue;
      all++;
      if (replayTrace(trace, plan, STANDARD).verdict === 'live') live++;
    }
    total += live;
    if (first > 0) console.log(`  ${name}: ${first}, ${all}, ${live}`, byAction);
  }
  console.log(`  live over all ${clips.length} clips: ${total} of ${clips.length * SESSIONS}`);
}
