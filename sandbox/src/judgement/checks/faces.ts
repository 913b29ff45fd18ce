import { measure } from '@family-auth/library/signals/measure.ts';
import { openEyesOf, opennessOf } from '@family-auth/library/signals/open-eyes.ts';
import { median } from '@family-auth/library/signals/portable-math.ts';
import type { Finding } from '../check-record.ts';
import { type FaceMatch, faceDistance, matchFaces } from '../face-match.ts';
import type { SeenKeyFrame } from './key-frames.ts';

/** Measured: turned, blinking and talking people stay below 0.50 of their own neutral pictures, rendered ones below 0.36. */
const MAX_SAME_PERSON = 0.55;
/** From here on a person decides: somebody else's turns are 0.53 to 0.61 away (anna and ben), so the line above lets some through. */
const CLEARLY_SAME_PERSON = 0.51;
/** The same for frames that look straight with open eyes: there people who do not grimace stay below 0.45. */
const CLEARLY_SAME_PERSON_FRONTAL = 0.48;
const FRONTAL_YAW_DEGREES = 10;
const FRONTAL_OPENNESS = 0.8;

/** One face from the first frame to the last: each against the nearest picture of the neutral step. */
export function checkSamePerson(frames: readonly SeenKeyFrame[]): Finding {
  const neutral = frames.filter(({ action }) => action === 'neutral');
  if (neutral.length === 0) return { passed: false, detail: { why: 'no_neutral_frame' } };
  const toNeutral = (frame: SeenKeyFrame) =>
    Math.min(...neutral.map(({ descriptor }) => faceDistance(descriptor, frame.descriptor)));
  const furthest = Math.max(...frames.map(toNeutral));
  const furthestFrontal = Math.max(0, ...frontalFrames(frames).map(toNeutral));
  const detail = { furthest: round(furthest), furthestFrontal: round(furthestFrontal) };
  if (furthest > MAX_SAME_PERSON) return { passed: false, detail };
  const clear = furthest <= CLEARLY_SAME_PERSON && furthestFrontal <= CLEARLY_SAME_PERSON_FRONTAL;
  return { passed: clear, personDecides: !clear, detail };
}

/** Frames in which the person looks straight ahead with open eyes, by the pixels. */
export function frontalFrames(frames: readonly SeenKeyFrame[]): readonly SeenKeyFrame[] {
  const signals = frames.map(({ seen }) => measure(seen));
  const neutral = signals.filter((_, at) => frames[at]!.action === 'neutral');
  const straight = median(neutral.map(({ yawDegrees }) => yawDegrees));
  const open = openEyesOf(neutral);
  return frames.filter((_, at) => {
    const { left, right } = opennessOf(signals[at]!, open);
    const isStraight = Math.abs(signals[at]!.yawDegrees - straight) <= FRONTAL_YAW_DEGREES;
    return isStraight && left + right >= 2 * FRONTAL_OPENNESS;
  });
}

/** The registry's photo against the frontal frames, in three bands. */
export function checkFaceMatch(
  photo: Float32Array,
  frames: readonly Float32Array[],
): { readonly finding: Finding; readonly match: FaceMatch } {
  const match = matchFaces(photo, frames);
  const detail = { band: match.band, distance: round(match.distance), frames: frames.length };
  const finding: Finding = {
    passed: match.band === 'match',
    personDecides: match.band === 'person_decides',
    detail,
  };
  return { finding, match };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
