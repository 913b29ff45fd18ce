import { CameraError } from '../base/errors.ts';
import type { PhotoRole } from '../protocol/application.ts';
import type { Draft, Entries, Person } from './entries.ts';
import type { PhaseOf } from './phase.ts';
import { showProblem } from './show-problem.ts';
import { takePhoto } from './take-photo.ts';
import { discoveryOf, type Walk } from './walk.ts';

type PhotoErrors = PhaseOf<'photos'>['photoErrors'];

/** What a compact JWE adds: a third, and its header. */
const JWE_SHARE = 3 / 4;
const JWE_HEADER_BYTES = 1_024;

/** The photos that the method asks for, from files or from the camera. */
export async function runPhotos(
  walk: Walk,
  entries: Entries,
  person: Person,
  draft: Draft & { readonly method: PhaseOf<'photos'>['method'] },
): Promise<'send' | 'back' | 'other_method'> {
  const errors: { -readonly [Role in PhotoRole]?: NonNullable<PhotoErrors[Role]> } = {};
  const complete = () =>
    draft.requirements.every(({ role, required }) => !required || entries.photos.has(role));
  const ear = walk.inbox.listen(['set_photo', 'take_photo', 'choose_method', 'next', 'back']);
  try {
    for (;;) {
      walk.publish({
        kind: 'photos',
        method: draft.method,
        subjectName: person.maskedName,
        photos: draft.requirements.map((required) => ({
          ...required,
          photo: entries.photos.get(required.role) ?? null,
        })),
        photoErrors: { ...errors },
        complete: complete(),
      });
      const request = await ear.next(walk.signal);
      switch (request.kind) {
        case 'back':
          return 'back';
        case 'choose_method':
          return 'other_method';
        case 'next':
          if (complete()) return 'send';
          break;
        case 'set_photo':
          await setPhoto(walk, entries, errors, request.role, request.photo);
          break;
        case 'take_photo':
          await camera(walk, entries, errors, request.role);
          ear.clear();
      }
    }
  } finally {
    ear.close();
  }
}

async function setPhoto(
  walk: Walk,
  { photos }: Entries,
  errors: { -readonly [Role in PhotoRole]?: NonNullable<PhotoErrors[Role]> },
  role: PhotoRole,
  photo: Blob | null,
): Promise<void> {
  delete errors[role];
  if (photo === null) {
    photos.delete(role);
    return;
  }
  const maxBytes = Math.floor(discoveryOf(walk).limits.part_max_bytes * JWE_SHARE) - JWE_HEADER_BYTES;
  const outcome = await walk.parts.preparePhoto(photo, maxBytes);
  if ('photo' in outcome) photos.set(role, outcome.photo);
  else errors[role] = outcome.error;
}

async function camera(
  walk: Walk,
  entries: Entries,
  errors: { -readonly [Role in PhotoRole]?: NonNullable<PhotoErrors[Role]> },
  role: PhotoRole,
): Promise<void> {
  for (;;) {
    try {
      const photo = await takePhoto(walk, role);
      if (photo) await setPhoto(walk, entries, errors, role, photo);
      return;
    } catch (error) {
      if (!(error instanceof CameraError)) throw error;
      if ((await showProblem(walk, error, ['retry', 'back'])) === 'back') return;
    }
  }
}
