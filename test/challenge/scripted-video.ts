import type { Step } from '../../src/protocol/challenge.ts';
import type { TraceFrame } from '../../src/signals/trace-frame.ts';
import { readTrace } from './read-trace.ts';

/** Stretches of the people's clips, in seconds of the clip; these people neither talk nor smile, but rest instead. */
export const SEGMENTS = {
  neutral: [0, 3],
  'eyes-close': [3, 3.2],
  'eyes-closed': [3.3, 5.6],
  'eyes-open': [5.7, 6.1],
  'double-blink': [6.5, 7.7],
  'single-blink': [6.5, 7.1],
  'turn-left': [8.3, 11],
  'turn-right': [11.2, 13.9],
  shake: [14.1, 17.6],
  nod: [17.9, 19.8],
  'open-mouth': [20.1, 21.5],
  talk: [0, 3],
  smile: [0, 3],
} as const;

export interface Act {
  readonly segment: keyof typeof SEGMENTS;
  /** Played so long, over and over; by default once. */
  readonly durationMs?: number;
  /** How many times as fast as it was filmed. Default 1. */
  readonly speed?: number;
}

/** A camera before which a rendered person does what is asked. */
export interface ScriptedVideo {
  /** Plays these one after the other from then on; otherwise the person rests. */
  play(acts: readonly Act[], fromMs: number): void;
  at(timestampMs: number): TraceFrame;
}

export const scriptedVideo = (person: 'anna' | 'ben'): ScriptedVideo => scriptedVideoOf(readTrace(person));

export type Stretches = Readonly<Record<keyof typeof SEGMENTS, readonly [number, number]>>;

/** A stretch of a film as its truth names it. */
export interface Segment {
  readonly name: string;
  readonly startS: number;
  readonly endS: number;
}

/** Segments as the scripted video wants them: a turn is one stretch. What the film has no answer to, it rests through. */
export function stretchesOf(segments: readonly Segment[]): Stretches {
  const find = (from: string, to: string) => {
    const [first, last] = [from, to].map((name) => segments.find((each) => each.name === name));
    return first && last && ([first.startS, last.endS] as const);
  };
  const neutral = find('neutral', 'neutral') ?? SEGMENTS.neutral;
  const of = (from: string, to: string = from) => find(from, to) ?? neutral;
  const doubleBlink = of('double-blink');
  const [startS, endS] = doubleBlink;
  return {
    neutral,
    'eyes-close': of('eyes-close'),
    'eyes-closed': of('eyes-closed'),
    'eyes-open': of('eyes-open'),
    'double-blink': doubleBlink,
    'single-blink': doubleBlink === neutral ? neutral : [startS, (startS + endS) / 2],
    'turn-left': of('turn-left-out', 'turn-left-back'),
    'turn-right': of('turn-right-out', 'turn-right-back'),
    shake: of('shake'),
    nod: of('nod'),
    'open-mouth': of('open-mouth'),
    talk: of('talk'),
    smile: of('smile'),
  };
}

/**
 * @param frames of a person's clip with the segments above, or with these.
 * @param fps frames a second of the clip.
 */
export function scriptedVideoOf(
  frames: readonly TraceFrame[],
  segments: Stretches = SEGMENTS,
  fps = 30,
): ScriptedVideo {
  let queue: { startS: number; lengthMs: number; speed: number; fromMs: number; toMs: number }[] = [];
  return {
    play(acts, fromMs) {
      let atMs = fromMs;
      queue = acts.map(({ segment, durationMs, speed = 1 }) => {
        const [startS, endS] = segments[segment];
        const lengthMs = (endS - startS) * 1000;
        const from = atMs;
        atMs += durationMs ?? lengthMs / speed;
        return { startS, lengthMs, speed, fromMs: from, toMs: atMs };
      });
    },
    at(timestampMs) {
      const playing = queue.find(({ fromMs, toMs }) => timestampMs >= fromMs && timestampMs < toMs);
      const inClipMs = playing
        ? playing.startS * 1000 + (((timestampMs - playing.fromMs) * playing.speed) % playing.lengthMs)
        : segments.neutral[0] * 1000 + (timestampMs % ((segments.neutral[1] - segments.neutral[0]) * 1000));
      const frame = frames[Math.min(frames.length - 1, Math.round((inClipMs * fps) / 1000))]!;
      return { ...frame, timestampMs };
    },
  };
}

/** A camera that plays a clip over and over, whatever is asked. */
export const loopedClip = (name: string, fps: number): ScriptedVideo => loopOf(readTrace(name), fps);

/** @param fromMs where in the clip it begins. */
export function loopOf(frames: readonly TraceFrame[], fps: number, fromMs = 0): ScriptedVideo {
  const indexAt = (timestampMs: number) => Math.floor(((timestampMs + fromMs) * fps) / 1000) % frames.length;
  return { play() {}, at: (timestampMs) => ({ ...frames[indexAt(timestampMs)]!, timestampMs }) };
}

/** What a person does on a prompt. A hold is closed until the tone. */
export function answerTo({ action }: Pick<Step, 'action'>): Act[] {
  switch (action) {
    case 'neutral':
      return [];
    case 'hold_short':
    case 'hold_long':
      return [{ segment: 'eyes-close' }, { segment: 'eyes-closed', durationMs: 60_000 }];
    case 'double_blink':
      return [{ segment: 'double-blink' }];
    case 'turn_left':
      return [{ segment: 'turn-left' }];
    case 'turn_right':
      return [{ segment: 'turn-right' }];
    case 'shake_head':
      return [{ segment: 'shake' }];
    case 'nod':
      return [{ segment: 'nod' }];
    case 'open_mouth':
      return [{ segment: 'open-mouth' }];
  }
}

/** Eyes closed for so long, then opened. */
export const closedFor = (durationMs: number): Act[] => [
  { segment: 'eyes-close' },
  { segment: 'eyes-closed', durationMs },
  { segment: 'eyes-open' },
];
