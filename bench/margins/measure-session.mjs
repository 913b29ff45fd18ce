import { coverageOf } from '../../src/challenge/coverage.ts';
import { faceChecks } from '../../src/challenge/face-checks.ts';
import { drawPlan } from '../../src/challenge/plan.ts';
import { traceChecks } from '../../src/challenge/trace-checks.ts';
import { baselineOf } from '../../src/signals/baseline.ts';
import { measure } from '../../src/signals/measure.ts';
import { relativeSignals } from '../../src/signals/relative.ts';
import { playSession } from '../../test/challenge/play-session.ts';
import { framesOf } from '../clips/traces.mjs';
import { loopFromAnywhere, openPerson, timing } from '../liveness/person.mjs';
import { judgePlayed } from '../liveness/play.mjs';
import { LINES } from './lines.mjs';
import { measureSteps } from './measure-steps.mjs';

/**
 * What one session measures under every line, and how it ends where it is judged. It is played to the end of its plan
 * whatever fails, so that every line has its value.
 *
 * @returns {{outcome: string, by: string | null, values: Record<string, number>}} without what could not be measured
 */
export function measureSession(book, plan, options) {
  const { policy } = options;
  const played = playSession(book, plan, { ...options, goOn: true });
  const { outcome, by } = judgePlayed(played, plan, options);
  const steps = stepsOf(played, plan, options);
  const values = {};
  const checks = traceChecks(played.trace, policy.trace);
  if (steps) {
    const replay = asReplay(steps);
    checks.push(...faceChecks(replay, policy));
    const { slowestFps, suddenPerAngle } = coverageOf(replay, policy);
    values['coverage.slowestFps'] = slowestFps;
    values['coverage.maxSuddenPerAngle'] = Math.min(1, suddenPerAngle); // JSON knows no infinity
    for (const [key, value] of measureSteps(steps, policy)) values[key] = value;
  }
  for (const { key, check, value } of LINES) {
    const measured = check && checks.find(({ name }) => name === check)?.detail[value];
    if (measured !== undefined) values[key] = measured;
  }
  return { outcome, by, values };
}

/** The steps that were played, with all frames up to the next reveal; null where no face was seen at rest. */
function stepsOf({ trace, states, times }, plan, { reactionMs, policy }) {
  const framesOf = sliced(trace.records);
  const samples = framesOf[0].flatMap((face) =>
    face.kind === 'face' ? [{ face, signals: measure(face) }] : [],
  );
  const baseline =
    states[0].at(-1).baseline ?? (samples.length > 0 ? baselineOf(samples, policy.baseline) : null);
  if (!baseline) return null;
  return times.map(({ revealedAtMs, endedAtMs }, at) => {
    const frames = framesOf[at];
    const state = states[at].at(-1);
    const tone = states[at].findIndex(({ tones }) => tones > 0);
    const seen = frames.flatMap((face) => {
      if (face.kind !== 'face') return [];
      const signals = measure(face);
      return [{ face, signals, relative: relativeSignals(signals, baseline) }];
    });
    return {
      step: plan[at],
      state,
      frames,
      seen,
      baseline,
      revealedAtMs,
      endedAtMs,
      answerAtMs: (state.clock.shownAtMs ?? revealedAtMs) + reactionMs,
      toneAtMs: tone < 0 ? null : frames[tone].timestampMs,
    };
  });
}

/** The frames after each reveal. */
function sliced(records) {
  const steps = [];
  for (const record of records) {
    if (record.kind === 'reveal') steps.push([]);
    else steps.at(-1).push(record);
  }
  return steps;
}

/** As though every step had been done: what the checks of the trace measure of all of them. */
function asReplay(steps) {
  return {
    baseline: steps[0].baseline,
    steps: steps.map(({ step, state, revealedAtMs, endedAtMs }) => ({
      i: step.i,
      action: step.action,
      outcome: 'done',
      failure: null,
      revealedAtMs,
      endedAtMs,
      onsetMs: state.action.onsetMs,
      reactionMs: null,
      keyFrames: [],
    })),
    faces: steps.map(({ frames }) => frames.filter(({ kind }) => kind === 'face')),
    faceless: steps.map(({ frames }) => frames.filter(({ kind }) => kind !== 'face').length),
  };
}

/**
 * Sessions before a clip with what each measured: honest ones and, of the same video, slideshows and flat pictures; or those
 * of an attack. What answers no prompts plays over and over.
 *
 * @param {{rates: number[], sessions: number, made: number}} options
 */
export function measureClipOften(clip, trace, { rates, sessions, made }) {
  const { frames, fps: filmFps } = framesOf(trace);
  const atRates = [...new Set(rates.map((rate) => Math.min(rate, filmFps)))];
  const often = (kind, count, begin) =>
    atRates.flatMap((fps) =>
      Array.from({ length: count }, (_, session) => {
        const options = timing(`${clip.name} ${kind} ${fps} ${session + 1}`, fps);
        const begun = begin(options);
        if (!begun) return [];
        const measured = measureSession(begun.book, begun.plan, options);
        return [{ clip: clip.name, person: clip.person, kind, fps, ...measured }];
      }).flat(),
    );
  if (!clip.segments) {
    const looped = ({ random, fps, policy }) => ({
      book: loopFromAnywhere(frames, filmFps, random),
      plan: drawPlan(random, fps, policy),
    });
    return { honest: [], attacks: often(clip.kind, sessions, looped) };
  }
  const person = openPerson(clip, frames, filmFps);
  const answering =
    (open) =>
    ({ random, fps }) => {
      const plan = person.plan(random, fps);
      return plan && { plan, book: open(random) };
    };
  if (clip.isAttack) return { honest: [], attacks: often(clip.kind, sessions, answering(person.book)) };
  return {
    honest: often('honest', sessions, answering(person.book)),
    attacks: [
      ...often('slideshow of a film', made, answering(person.slideshow)),
      ...often('stills on the way', made, answering(person.stillsOnTheWay)),
      ...often('flat film', made, answering(person.flat)),
    ],
  };
}
