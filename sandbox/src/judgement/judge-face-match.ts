import type { Citizen } from '../registry/citizen-registry.ts';
import type { CheckRecord } from './check-record.ts';
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
  { syntheticFace }: Citizen,
  record: CheckRecord,
): Promise<void> {
  const digests = remembered.map(({ digest }) => digest);
  const thumbnails = frames.map(({ picture }) => picture.thumbnail);
  record.require('frames_not_repeated', checkFramesNotRepeated(digests, thumbnails, syntheticFace));
  record.require('frames_new', await checkFramesNew(digests, earlier, syntheticFace));
  if (syntheticFace) {
    for (const name of ['frames_not_alike', 'faces_not_alike'] as const) {
      record.skip(name, 'a scripted video shows this person');
    }
    return;
  }
  const hashes = remembered.flatMap(({ hash }) => (hash === null ? [] : [hash]));
  record.require('frames_not_alike', await checkFramesNotAlike(hashes, earlier));
  const faces = frames.flatMap(({ picture }) => picture.faceHashes ?? []);
  record.require('faces_not_alike', await checkFacesNotAlike(faces, earlier));
}

/** The registered photo against the frames that look straight into the camera. */
export async function judgeFaceMatch(
  frames: readonly SeenKeyFrame[],
  citizen: Citizen,
  ports: JudgementPorts,
  record: CheckRecord,
  signal?: AbortSignal,
): Promise<void> {
  const { photo, faces, descriptor: registered } = await registeredFace(citizen, ports, signal);
  record.require('registry_photo', { passed: registered !== null, detail: { photo, faces } });
  if (!registered) return record.skip('face_match', 'no photo to compare with');
  const frontal = frontalFrames(frames).map(({ descriptor }) => descriptor);
  if (frontal.length === 0) {
    const detail = { why: 'no_frontal_frame' };
    return record.require('face_match', { passed: false, personDecides: true, detail });
  }
  record.require('face_match', checkFaceMatch(registered, frontal).finding);
}
