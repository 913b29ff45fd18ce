import type { Citizen } from '../registry/citizen-registry.ts';
import type { Sheet } from './check-record.ts';
import {
  checkFacesNotAlike,
  checkFramesNew,
  checkFramesNotAlike,
  checkFramesNotRepeated,
  type Remembered,
} from './checks/earlier.ts';
import { checkFaceMatch, frontalFrames } from './checks/faces.ts';
import type { SeenKeyFrame } from './checks/key-frames.ts';
import { registeredFace } from './judge-citizen.ts';
import type { JudgementInput } from './judgement.ts';
import type { JudgementPorts } from './judgement-ports.ts';

/** No picture comes from this session's others or from an earlier submission, neither bit by bit nor compressed again. */
export async function judgeReplayedPictures(
  frames: readonly SeenKeyFrame[],
  remembered: Remembered,
  { earlier }: JudgementInput,
  { standIn }: Citizen,
  sheet: Sheet,
): Promise<void> {
  const digests = remembered.map(({ digest }) => digest);
  const thumbnails = frames.map(({ picture }) => picture.thumbnail);
  sheet.require('frames_not_repeated', checkFramesNotRepeated(digests, thumbnails, standIn));
  sheet.require('frames_new', await checkFramesNew(digests, earlier, standIn));
  if (standIn) {
    for (const name of ['frames_not_alike', 'faces_not_alike'] as const) {
      sheet.skip(name, 'a film stands in for this person');
    }
    return;
  }
  const hashes = remembered.flatMap(({ hash }) => (hash === null ? [] : [hash]));
  sheet.require('frames_not_alike', await checkFramesNotAlike(hashes, earlier));
  const faces = frames.flatMap(({ picture }) => picture.faceHashes ?? []);
  sheet.require('faces_not_alike', await checkFacesNotAlike(faces, earlier));
}

/** The registered photo against the frames that look straight into the camera. */
export async function judgeFaceMatch(
  frames: readonly SeenKeyFrame[],
  citizen: Citizen,
  ports: JudgementPorts,
  sheet: Sheet,
  signal?: AbortSignal,
): Promise<void> {
  const { photo, faces, descriptor: registered } = await registeredFace(citizen, ports, signal);
  sheet.require('registry_photo', { passed: registered !== null, detail: { photo, faces } });
  if (!registered) return sheet.skip('face_match', 'no photo to compare with');
  const frontal = frontalFrames(frames).map(({ descriptor }) => descriptor);
  if (frontal.length === 0) {
    const detail = { why: 'no_frontal_frame' };
    return sheet.require('face_match', { passed: false, personDecides: true, detail });
  }
  sheet.require('face_match', checkFaceMatch(registered, frontal).finding);
}
