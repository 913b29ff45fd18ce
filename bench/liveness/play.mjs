import { Refusal, startCheckRecord } from '../../sandbox/src/judgement/check-record.ts';
import { judgeTrace, TRACE_JUDGEMENT } from '../../sandbox/src/judgement/judge-trace.ts';
import { drawPlan } from '../../src/challenge/plan.ts';
import { inTrouble } from '../../src/session/face/spare.ts';
import { playSession } from '../../test/challenge/play-session.ts';
import { loopFromAnywhere, policySeenIn, timing } from './person.mjs';

/** What the network takes each way between the trace's clock and the backend's. */
const NETWORK_MS = 20;
/** Tries that somebody has who wants to get a clip through. */
const TRIES = 3;
const OUTCOMES = { approved: 'live', manual_review: 'review', rejected: 'refused' };

/**
 * One session with a drawn plan in front of a book, judged as the backend judges its trace: `live` where nothing in the
 * trace asks for a person. What was not carried out is not handed in and counts as refused.
 *
 * @returns {{outcome: 'live' | 'review' | 'refused', by: string | null, part: 'eyes' | 'head' | null, checks: readonly object[]}}
 *   `by` is the check, or `prompt:ACTION:WHY`; `part` what did not do what was asked, where the plan was not carried out.
 */
export function playJudged(book, plan, options) {
  return judgePlayed(playSession(book, plan, options), plan, options);
}

/** The same of a session that was played, even one that went on after a step had failed. */
export function judgePlayed({ trace, times, states }, plan, { fps, without = null }) {
  const failed = states.map((history) => history.at(-1)).find(({ status }) => status === 'failed');
  if (failed) {
    const by = `prompt:${failed.step.action}:${failed.failure}`;
    return { outcome: 'refused', by, part: inTrouble(failed), checks: [] };
  }
  const { verdict, refusedBy = null, checks } = judged(trace, plan, times, { measuredFps: fps, without });
  return { outcome: OUTCOMES[verdict], by: refusedBy, part: null, checks };
}

function judged(trace, plan, times, { measuredFps, without }) {
  const challenge = {
    measuredFps,
    without,
    pace: 'standard',
    frame: { width: trace.width, height: trace.height },
    plan,
    steps: times.map(({ i, revealedAtMs, endedAtMs }) => ({
      i,
      revealedAtMs: revealedAtMs - NETWORK_MS,
      committedAtMs: endedAtMs + NETWORK_MS,
      elapsedMs: endedAtMs - revealedAtMs,
    })),
  };
  const record = startCheckRecord(TRACE_JUDGEMENT);
  try {
    judgeTrace(trace, challenge, record);
    return record.conclude();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return record.conclude(error);
  }
}

/**
 * Sessions of somebody who answers, whose book is opened anew for each.
 *
 * @param {boolean} goesOn whether they go on without the eyes or the head, as the product offers: see {@link isInVainTwice}.
 *   Such a session is one for a person, counted in `withoutMovement` besides; `by` keeps why it was not carried out at first.
 */
export function playSessions(seed, person, openBook, fps, count, goesOn = false) {
  const ends = { live: 0, review: 0, refused: 0, total: 0, withoutMovement: 0, by: {} };
  for (let session = 1; session <= count; session++) {
    const play = (attempt, without = null) => {
      const options = timing(`${seed} ${fps} ${session}${attempt}`, fps, without);
      const plan = person.plan(options.random, fps, without);
      return plan && playJudged(openBook(options.random), plan, options);
    };
    const first = play('');
    if (!first) return null;
    const { by } = first;
    const inVain = goesOn && first.part !== null && isInVainTwice(first, play(' again'));
    const looked = inVain && isLookedAt(play(` without the ${first.part}`, first.part));
    const outcome = looked ? 'review' : first.outcome;
    if (looked) ends.withoutMovement++;
    ends[outcome]++;
    ends.total++;
    if (by) ends.by[by] = (ends.by[by] ?? 0) + 1;
  }
  return ends;
}

/**
 * Whether the product offers to go on without the eyes or the head: it was the same that did not do what was asked in a session
 * and in the next one. A second session that goes well changes nothing: then the first one counts as it was.
 */
export const isInVainTwice = (first, again) => first.part !== null && again?.part === first.part;

/** Whether a session without them reaches a person: `all_movements` leaves to one whatever nothing refuses. */
export const isLookedAt = (session) => session !== null && session.outcome !== 'refused';

/** A clip that plays over and over whatever is asked, from a random place: each session has three tries with other plans. */
export function playUnprompted(seed, frames, filmFps, fps, count) {
  const ends = { passes: 0, toPerson: 0, sessions: count };
  for (let session = 1; session <= count; session++) {
    const outcomes = Array.from({ length: TRIES }, (_, attempt) => {
      const options = timing(`${seed} unprompted ${fps} ${session} ${attempt}`, fps);
      const plan = drawPlan(options.random, fps, policySeenIn(frames, fps));
      const book = loopFromAnywhere(frames, filmFps, options.random);
      return playJudged(book, plan, options).outcome;
    });
    if (outcomes.includes('live')) ends.passes++;
    else if (outcomes.includes('review')) ends.toPerson++;
  }
  return ends;
}

/** Each action several times, as drawn plans ask for it, after a good rest. */
export function playPrompts(seed, person, fps, count) {
  return Object.fromEntries(
    person.actions(fps).map((action) => {
      const ends = { right: 0, total: 0, failures: {} };
      for (let prompt = 1; prompt <= count; prompt++) {
        const options = timing(`${seed} ${action} ${fps} ${prompt}`, fps);
        const { last } = playSession(person.book(), planOfOne(action, options), options);
        ends.total++;
        if (last.status === 'done') ends.right++;
        else ends.failures[failureOf(last)] = (ends.failures[failureOf(last)] ?? 0) + 1;
      }
      return [action, ends];
    }),
  );
}

const failureOf = ({ step, failure }) => (step.action === 'neutral' ? `neutral:${failure}` : failure);

/** Every movement shown to every prompt that it does not answer. */
export function playWrongActions(seed, person, fps, count) {
  const rows = [];
  for (const { shown, action, acts } of person.movements()) {
    for (const asked of person.actions(fps).filter((each) => each !== action)) {
      let accepted = 0;
      for (let prompt = 1; prompt <= count; prompt++) {
        const options = timing(`${seed} ${shown} for ${asked} ${fps} ${prompt}`, fps);
        const plan = planOfOne(asked, options);
        const { last } = playSession(person.book(), plan, { ...options, acts: () => acts });
        if (last.status === 'done') accepted++;
      }
      rows.push({ shown, asked, accepted, total: count });
    }
  }
  return rows;
}

/** The rest and this action alone, as a drawn plan has them. */
function planOfOne(action, { random, fps, policy }) {
  for (;;) {
    const [neutral, ...steps] = drawPlan(random, fps, policy);
    const step = steps.find((each) => each.action === action);
    if (step) return [neutral, { ...step, i: 1 }];
  }
}
