import { PHOTO_ROLES } from '@family-auth/library/protocol/application.ts';
import type { IdType } from '@family-auth/library/protocol/common.ts';
import type { PartRole } from '@family-auth/library/protocol/submission.ts';
import type { PictureReading, ReadPicture } from '../pictures/picture-reading.ts';
import type { Citizen } from '../registry/citizen-registry.ts';
import type { CheckRecord, Finding } from './check-record.ts';
import { requireAdmission } from './checks/admission.ts';
import { checkFramesNew, digestOf, type Remembered } from './checks/earlier.ts';
import { checkFaceMatch } from './checks/faces.ts';
import { checkCardStatus, checkReachable, checkRelationship, findCitizen } from './checks/person.ts';
import { registeredFace } from './judge-citizen.ts';
import type { JudgementInput } from './judgement.ts';
import type { JudgementPorts } from './judgement-ports.ts';

export const PHOTO_CHECKS = [
  'manifest_binding',
  'manifest_parts',
  'not_oneself',
  'method_for_age',
  'guardian_consent',
  'photos_present',
  'photos_readable',
  'photos_as_asked',
  'identity',
  'card_status',
  'photos_new',
  'relationship',
  'face_match',
  'subject_reachable',
  'person_looks',
] as const;

/** Shorter than this a document cannot be read. */
const MIN_PHOTO_SIDE = 240;

/**
 * `document_review` and `portrait_photo`: a photo alone proves no living person, so whatever the machine finds, a person
 * looks; the machine only refuses what cannot be looked at. What the registers say is noted for the reviewer and not
 * answered: photos cost nothing, and whoever fishes for names and numbers would have an answer each. Nor is a portrait
 * refused that clearly shows somebody else: children change faster than registers do.
 */
export async function judgePhotos(
  input: JudgementInput,
  ports: JudgementPorts,
  record: CheckRecord,
  remembered: Remembered,
  signal?: AbortSignal,
): Promise<void> {
  const nowMs = ports.clock.epochMs();
  requireAdmission(input, ports.rules, nowMs, record);

  const photos = [...input.parts].filter(([, { role }]) => PHOTO_ROLES.some((photo) => photo === role));
  const needed = input.method === 'portrait_photo' ? 'portrait' : 'id_document';
  record.require('photos_present', {
    passed: photos.some(([, { role }]) => role === needed),
    detail: { needed, photos: photos.length },
  });
  const bytes = photos.map(([, part]) => part.bytes);
  const readings = await ports.pictures.read('photo', bytes, signal);
  const digests = bytes.map(digestOf);
  photos.forEach(([n], at) => {
    const reading = readings[at];
    remembered.push({ n, digest: digests[at]!, hash: reading?.readable ? reading.hash : null });
  });
  record.require('photos_readable', checkReadable(readings));
  const shown = photos.map(([, { role }], at) => ({ role, reading: readings[at]! }));
  record.require('photos_as_asked', checkAsAsked(shown, input.subject.id.type));

  const citizen = await findCitizen(input, ports.registry);
  record.require('identity', { passed: citizen !== undefined, personDecides: true });
  record.require('photos_new', await checkFramesNew(digests, input.earlier, false));
  if (citizen) await noteRegisters(citizen);
  else
    for (const name of ['card_status', 'relationship', 'face_match', 'subject_reachable'] as const)
      record.skip(name, 'no_citizen');
  record.require('person_looks', { passed: false, detail: { method: input.method } });

  async function noteRegisters(citizen: Citizen): Promise<void> {
    record.require('card_status', { ...checkCardStatus(citizen), personDecides: true });
    record.require('relationship', checkRelationship(input, citizen, ports.rules.relationships));
    await noteFaceMatch(citizen);
    if (input.method !== 'portrait_photo') return record.skip('subject_reachable', 'documents');
    const finding = checkReachable(citizen, ports.rules, nowMs);
    record.require('subject_reachable', { ...finding, personDecides: true });
  }

  async function noteFaceMatch(citizen: Citizen): Promise<void> {
    const at = photos.findIndex(([, { role }]) => role === 'portrait');
    const portrait = readings[at];
    if (!portrait?.readable) return record.skip('face_match', 'no_portrait');
    if (!portrait.descriptor) return record.skip('face_match', `portrait_faces_${portrait.faces}`);
    const registered = await registeredFace(citizen, ports, signal);
    if (registered.photo === 'none') return record.skip('face_match', 'no_registry_photo');
    if (!registered.descriptor) return record.skip('face_match', 'registry_photo_unusable');
    const { finding } = checkFaceMatch(registered.descriptor, [portrait.descriptor]);
    record.require('face_match', { ...finding, personDecides: !finding.passed });
  }
}

/**
 * Width of a face over the picture's longer side from which on it is a portrait: 0.26 to 0.30 on portraits as they are taken
 * here; on an identity card that fills the picture, whose photo is 26 of 85.6 mm wide, it is below 0.2.
 */
const MIN_PORTRAIT_FACE = 0.24;

interface ShownPhoto {
  readonly role: PartRole;
  readonly reading: PictureReading;
}

/** The first photo that does not show what it is for, by what the client says of it too; and the side that is missing. */
function checkAsAsked(photos: readonly ShownPhoto[], idType: IdType): Finding {
  for (const { role, reading } of photos) {
    const why = role === 'portrait' || !reading.readable ? null : documentFault(role, reading, idType);
    if (why) return { passed: false, personDecides: true, detail: { photo: role, why } };
  }
  const roles = photos.map(({ role }) => role);
  const lacksBack =
    idType !== 'passport' && roles.includes('id_document') && !roles.includes('id_document_back');
  return { passed: true, ...(lacksBack ? { detail: { why: 'one_side' } } : {}) };
}

function documentFault(role: PartRole, { face, document, width, height }: ReadPicture, idType: IdType) {
  if (face) {
    const xs = face.points.filter((_, at) => at % 3 === 0);
    const faceWidth = Math.max(...xs) - Math.min(...xs);
    if (faceWidth > MIN_PORTRAIT_FACE * Math.max(width, height)) return 'portrait_for_document';
  }
  const fault = document?.[role === 'id_document' && idType === 'passport' ? 'page' : 'card'] ?? null;
  return fault === 'too_far' ? null : fault; // the reader shrinks large photos; `photos_readable` is about size
}

function checkReadable(readings: readonly PictureReading[]) {
  for (const [at, reading] of readings.entries()) {
    if (!reading.readable) return { passed: false, detail: { photo: at, why: reading.why } };
    const shorter = Math.min(reading.width, reading.height);
    if (shorter < MIN_PHOTO_SIDE) return { passed: false, detail: { photo: at, why: 'small', shorter } };
  }
  return { passed: true };
}
