import { drawPlan, type RandomInt, swapStep } from '@family-auth/library/challenge/plan.ts';
import type { Pace } from '@family-auth/library/challenge/policy.ts';
import { policyFor } from '@family-auth/library/challenge/policy-for.ts';
import { replayTrace } from '@family-auth/library/challenge/replay.ts';
import type { Action, Step } from '@family-auth/library/protocol/challenge.ts';
import { planOf, playSession } from '../../../test/challenge/play-session.ts';
import { type Act, closedFor, type ScriptedVideo } from '../../../test/challenge/scripted-video.ts';
import { MACHINE_TRIES_PER_DAY } from '../../src/rules/policy.ts';

/** What the video is shown to. `measuredFps` is claimed and true. */
export interface FixedVideoScene {
  readonly book: () => ScriptedVideo;
  readonly pace: Pace;
  readonly measuredFps: number;
  /** What the client says that it knows. Default: the core actions. */
  readonly actions?: readonly Action[];
  readonly random: RandomInt;
}

export interface FixedVideoDays {
  readonly video: readonly string[];
  /** Plans of a thousand that the video fits, without an exchanged movement. */
  readonly fitsPerMille: number;
  readonly days: number;
  readonly approvedDays: number;
}

/** A movement of the video, or a step as it is asked for: `turn_left`, `hold_long 3200`. */
type Name = string;
interface VideoMovement {
  readonly name: Name;
  readonly acts: readonly Act[];
}
/** What comes of a movement when something is asked for: it is taken for it, does no harm, or fails the step. */
type Fit = 'done' | 'unused' | 'failed';
type Fits = (movement: Name, asked: Name) => Fit;

const REACTIONS_MS = [350, 700, 1400];
/** From the end of a movement that is left unused to the next one. */
const REST_MS = 300;
/** Movements of the videos that are tried. */
const VIDEO_LENGTH = 8;
const VIDEOS_TRIED = 40;
const DAYS_TO_CHOOSE_BY = 1500;

/**
 * A whole day with one video of fixed movements, many times: each try draws a plan, and the video's next movement begins
 * when a prompt appears, as if it had been filmed with just these pauses. A movement that does no harm where something
 * else is asked for is left unused. A step that does not fit is exchanged once, or the session is abandoned for the next
 * one, whichever pays better. Goes on for as many tries as the machine decides on.
 *
 * The video is the best of many, by the plans that it fits. What it fits is what the library's own step machine makes of
 * the traces, and a session counts as approved only when the trace of the whole is found live.
 */
export function fixedVideoDays(scene: FixedVideoScene, days: number): FixedVideoDays {
  const { video, fitsPerMille, play, swapFrom } = prepareFixedVideo(scene);
  return { video, fitsPerMille, days, approvedDays: play(days, swapFrom) };
}

/** The video, and how it is best shown. */
export function prepareFixedVideo(scene: FixedVideoScene) {
  const { measuredFps, random } = scene;
  const policy = policyFor(scene);
  const movements = movementsOf(scene);
  const fits = fitsOf(scene, movements);
  const plans = askedIn(everyPlan(scene));
  const video = bestVideo(movements, plans, fits, random);
  const play = (count: number, swapFrom: number) => {
    let approvedDays = 0;
    for (let day = 0; day < count; day++) if (tryADay(swapFrom)) approvedDays++;
    return approvedDays;
  };

  function tryADay(swapFrom: number): boolean {
    for (let tries = 1; tries <= MACHINE_TRIES_PER_DAY; tries++) {
      let plan = drawPlan(random, measuredFps, policy);
      const played: (readonly Name[])[] = [];
      let swapped = false;
      let at = 0;
      for (let i = 1; i < plan.length; i++) {
        let next = nextFitting(video, at, nameOf(plan[i]!), fits);
        const maySwap = !swapped && i >= swapFrom && tries < MACHINE_TRIES_PER_DAY;
        if (next === null && maySwap) {
          const { step, more } = swapStep(plan, i, random, measuredFps, policy);
          plan = [...plan.map((each) => (each.i === i ? step : each)), more];
          [swapped, tries] = [true, tries + 1];
          next = nextFitting(video, at, nameOf(step), fits);
        }
        if (next === null) break;
        played.push(video.slice(at, next));
        at = next;
      }
      if (played.length === plan.length - 1 && isLive(plan, played)) return true;
    }
    return false;
  }

  function isLive(plan: readonly Step[], played: readonly (readonly Name[])[]): boolean {
    return REACTIONS_MS.some((reactionMs) => {
      const { trace } = playSession(scene.book(), plan, {
        fps: measuredFps,
        policy,
        reactionMs,
        acts: ({ i }) => inARow(played[i - 1]!.map((name) => actsOf(movements, name))),
      });
      return replayTrace(trace, plan, policy).verdict === 'live';
    });
  }

  const chances = [1, 2, 3, 4, 5].map((swapFrom) => ({ swapFrom, won: play(DAYS_TO_CHOOSE_BY, swapFrom) }));
  const { swapFrom } = chances.reduce((best, each) => (each.won > best.won ? each : best));
  const fitsPerMille = Math.round((1000 * fitted(video, plans, fits)) / plans.orders.length);
  return { video, fitsPerMille, play, swapFrom, session };

  /** How the video answers the steps of one session as they come; see `Show.answer`. */
  function session(maySwap: boolean): (step: Step) => readonly Act[] | 'swap' | null {
    let [at, left] = [0, maySwap];
    return (step) => {
      const next = nextFitting(video, at, nameOf(step), fits);
      if (next === null) {
        if (!left || step.i < swapFrom) return null;
        left = false;
        return 'swap';
      }
      const acts = inARow(video.slice(at, next).map((name) => actsOf(movements, name)));
      at = next;
      return acts;
    };
  }
}

const nameOf = ({ action, hold_ms }: Step): Name => (hold_ms === undefined ? action : `${action} ${hold_ms}`);
const actsOf = (movements: readonly VideoMovement[], name: Name) =>
  movements.find((movement) => movement.name === name)!.acts;
const inARow = (acts: readonly (readonly Act[])[]): Act[] =>
  acts.flatMap((each, at) => (at === 0 ? each : [{ segment: 'neutral', durationMs: REST_MS }, ...each]));

/** What is filmed: each action, holds for each length, and turns as quick as still count. */
function movementsOf(scene: FixedVideoScene): VideoMovement[] {
  const { plan, times } = policyFor(scene);
  const closedMs = (holdMs: number) => holdMs + (times.reopenMinMs + times.reopenMaxMs) / 2;
  const holds = [plan.holdShortMs, ...plan.holdLongMs].map((holdMs, at): VideoMovement => {
    return { name: `${at === 0 ? 'hold_short' : 'hold_long'} ${holdMs}`, acts: closedFor(closedMs(holdMs)) };
  });
  const turns = [1, 1.3, 1.6].flatMap((speed): VideoMovement[] => [
    { name: `turn_left x${speed}`, acts: [{ segment: 'turn-left', speed }] },
    { name: `turn_right x${speed}`, acts: [{ segment: 'turn-right', speed }] },
  ]);
  const others: VideoMovement[] = [
    { name: 'double_blink', acts: [{ segment: 'double-blink' }] },
    { name: 'shake_head', acts: [{ segment: 'shake' }] },
    { name: 'nod', acts: [{ segment: 'nod' }] },
    { name: 'open_mouth', acts: [{ segment: 'open-mouth' }] },
  ];
  return [...holds, ...turns, ...others];
}

/** By the step machine, with whatever reaction serves the video best. */
function fitsOf(scene: FixedVideoScene, movements: readonly VideoMovement[]): Fits {
  const policy = policyFor(scene);
  const asked = new Map<Name, Step>();
  for (const plan of everyPlan(scene)) {
    for (const step of plan.slice(1)) asked.set(nameOf(step), step);
  }
  const known = new Map<string, Fit>();
  for (const [name, { action, hold_ms }] of asked) {
    for (const movement of movements) {
      const ends = REACTIONS_MS.map((reactionMs): Fit => {
        const plan = planOf(action as never).map((step) =>
          step.i === 0 || hold_ms === undefined ? step : { ...step, hold_ms },
        );
        const { last } = playSession(scene.book(), plan, {
          fps: scene.measuredFps,
          policy,
          reactionMs,
          acts: () => movement.acts,
        });
        if (last.status === 'done') return 'done';
        return last.failure === 'timeout' ? 'unused' : 'failed';
      });
      const best = (['done', 'unused', 'failed'] as const).find((end) => ends.includes(end))!;
      known.set(`${movement.name} for ${name}`, best);
    }
  }
  return (movement, name) => known.get(`${movement} for ${name}`) ?? 'failed';
}

/** Every plan as often as it is drawn. */
function everyPlan(scene: FixedVideoScene): readonly Step[][] {
  const policy = policyFor(scene);
  const plans: Step[][] = [];
  for (let [index, all] = [0, 1]; index < all; index++) {
    let first = true;
    const die = (max: number) => {
      if (!first) return 0;
      [first, all] = [false, max];
      return index;
    };
    plans.push(drawPlan(die, scene.measuredFps, policy));
  }
  return plans;
}

/** Where the video stands after it has answered; `null` where its next movements fail the step, or it is at its end. */
function nextFitting(video: readonly Name[], from: number, asked: Name, fits: Fits): number | null {
  for (let at = from; at < video.length; at++) {
    const fit = fits(video[at]!, asked);
    if (fit === 'done') return at + 1;
    if (fit === 'failed') return null;
  }
  return null;
}

/** Of the plans, how many the video fits. */
function fitted(video: readonly Name[], plans: Asked, fits: Fits): number {
  const answers = video.map((movement) => plans.prompts.map((prompt) => fits(movement, prompt)));
  return plans.orders.filter((order) => {
    let at = 0;
    return order.every((prompt) => {
      while (answers[at]?.[prompt] === 'unused') at++;
      return answers[at++]?.[prompt] === 'done';
    });
  }).length;
}

/** What the plans ask for, as places in `prompts`. */
interface Asked {
  readonly prompts: readonly Name[];
  readonly orders: readonly (readonly number[])[];
}

function askedIn(plans: readonly (readonly Step[])[]): Asked {
  const named = plans.map((plan) => plan.slice(1).map(nameOf));
  const prompts = [...new Set(named.flat())];
  return { prompts, orders: named.map((names) => names.map((name) => prompts.indexOf(name))) };
}

/** The video that fits most plans, by changing many videos at random one movement at a time for as long as that helps. */
function bestVideo(
  movements: readonly VideoMovement[],
  plans: Asked,
  fits: Fits,
  random: RandomInt,
): readonly Name[] {
  const names = movements.map(({ name }) => name);
  let best = { video: [] as Name[], score: -1 };
  for (let round = 0; round < VIDEOS_TRIED; round++) {
    let video = Array.from({ length: VIDEO_LENGTH }, () => names[random(names.length)]!);
    let score = fitted(video, plans, fits);
    for (let improved = true; improved; ) {
      improved = false;
      for (const other of neighbours(video, names)) {
        const theirs = fitted(other, plans, fits);
        if (theirs > score) [video, score, improved] = [other, theirs, true];
      }
    }
    if (score > best.score) best = { video, score };
  }
  return best.video;
}

/** The video with one movement exchanged, or moved to another place. */
function* neighbours(video: readonly Name[], names: readonly Name[]): Generator<Name[]> {
  for (const at of video.keys()) {
    for (const name of names) yield video.with(at, name);
    const rest = video.toSpliced(at, 1);
    for (const to of video.keys()) yield rest.toSpliced(to, 0, video[at]!);
  }
}
