import { drawPlan } from '../../src/challenge/plan.ts';
import { replayTrace } from '../../src/challenge/replay.ts';
import { flipBookOf } from '../../test/challenge/flip-book.ts';
import { planOf, playAction, playSession, STANDARD } from '../../test/challenge/play-session.ts';
import { seededRandom } from '../bench-clips/seeded-random.mjs';

const ACTIONS = planOf('hold_short', 'hold_long', 'double_blink', 'turn_left', 'turn_right', 'shake_head')
  .slice(1)
  .map(({ action }) => action);
const SESSIONS = 10;

/** Each action of each rendered person, and whole sessions with drawn plans. */
export function benchPeople(clips) {
  console.log('\nrendered people who do what is asked: actions recognised, sessions that replay as live');
  const people = clips.filter(({ folder }) => folder === 'people');
  for (const fps of [30, 20, 15, 12]) {
    const missed = [];
    let [tried, live, sessions] = [0, 0, 0];
    for (const { name, frames } of people) {
      for (const action of ACTIONS) {
        for (const reactionMs of [350, 450, 550, 650]) {
          tried++;
          const { phase, failure } = playAction(flipBookOf(frames), action, { fps, reactionMs });
          if (phase !== 'done') missed.push(`${name} ${action} ${failure}`);
        }
      }
      for (let session = 1; session <= SESSIONS; session++) {
        sessions++;
        const plan = drawPlan(seededRandom(`${name}${session}`), fps, STANDARD);
        const { trace } = playSession(flipBookOf(frames), plan, { fps });
        if (replayTrace(trace, plan, STANDARD).verdict === 'live') live++;
      }
    }
    console.log(
      `  ${fps} fps: ${tried - missed.length} of ${tried} actions, ${live} of ${sessions} sessions`,
      missed,
    );
  }
}
