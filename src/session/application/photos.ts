import { cameraErrorIn } from '../../camera/camera-error-of.ts';
import type { PhotoRole } from '../../protocol/application.ts';
import type { DraftApplication, Entries, Person } from '../entries.ts';
import { discoveryOf, type Flow } from '../flow.ts';
import { canHandOff } from '../hand-off/hand-off.ts';
import type { PhaseOf } from '../phase.ts';
import { showProblem } from '../problem/show-problem.ts';
import { loadChecks, shapeOf, type TakenPhoto, takePhoto } from './take-photo.ts';

type PhotoErrors = PhaseOf<'photos'>['photoErrors'];

/** What a compact JWE adds: a third, and its header. */
const JWE_SHARE = 3 / 4;
const JWE_HEADER_BYTES = 1_024;

/** The photos of one draft, as far as they are chosen. */
interface Chosen {
  readonly flow: Flow;
  readonly entries: Entries;
  readonly person: Person;
  readonly errors: { -readonly [Role in PhotoRole]?: NonNullable<PhotoErrors[Role]> };
  show(looking?: PhotoRole | null): void;
}

type PhotoDraft = DraftApplication & { readonly method: PhaseOf<'photos'>['method'] };

/** The photos that the method asks for, from files or from the camera. */
export async function runPhotos(
  flow: Flow,
  entries: Entries,
  person: Person,
  draft: PhotoDraft,
): Promise<'send' | 'back' | 'other_method' | 'hand_off'> {
  const { photos, doubts } = entries;
  const complete = () =>
    draft.requirements.every(({ role, required }) => (photos.has(role) ? !doubts.has(role) : !required));
  const chosen: Chosen = {
    flow,
    entries,
    person,
    errors: {},
    show: (looking = null) => publish(chosen, draft, looking, complete()),
  };
  const requests = flow.requests.subscribe([
    'set_photo',
    'take_photo',
    'keep_photo',
    'choose_method',
    'hand_off',
    'next',
    'back',
  ]);
  try {
    for (;;) {
      chosen.show();
      const request = await requests.next(flow.signal);
      switch (request.kind) {
        case 'back':
          return 'back';
        case 'choose_method':
          return 'other_method';
        case 'hand_off':
          if (canHandOff(flow)) return 'hand_off';
          break;
        case 'next':
          if (complete()) return 'send';
          break;
        case 'keep_photo':
          doubts.delete(request.role);
          break;
        case 'set_photo':
          await chooseFile(chosen, request.role, request.photo);
          break;
        case 'take_photo':
          await camera(chosen, request.role);
          requests.clear();
      }
    }
  } finally {
    requests.close();
  }
}

function publish(
  { flow, entries: { photos, doubts }, person, errors }: Chosen,
  { method, requirements }: PhotoDraft,
  looking: PhotoRole | null,
  complete: boolean,
): void {
  flow.publish({
    kind: 'photos',
    method,
    subjectName: person.subject.name,
    idType: person.subject.id.type,
    photos: requirements.map((required) => ({
      ...required,
      photo: photos.get(required.role) ?? null,
      doubt: doubts.get(required.role) ?? null,
    })),
    photoErrors: { ...errors },
    looking,
    complete,
    canHandOff: canHandOff(flow),
  });
}

/** A file is looked at as a picture of the camera is; what the look finds is said, and does not decide. */
async function chooseFile(chosen: Chosen, role: PhotoRole, file: Blob | null): Promise<void> {
  const { flow, entries, errors } = chosen;
  delete errors[role];
  if (file === null) {
    entries.photos.delete(role);
    entries.doubts.delete(role);
    return;
  }
  const shape = shapeOf({ role, idType: chosen.person.subject.id.type });
  if (shape) chosen.show(role);
  const photo = await setPhoto(chosen, role, { photo: file, doubt: null });
  const checks = photo && shape && (await loadChecks(flow));
  if (!checks) return;
  const { fault } = await checks.lookAtPhoto(photo, shape);
  if (fault) entries.doubts.set(role, fault);
}

/** @returns the photo as it will be sent; `null` where it was not taken, and what was chosen before stays. */
async function setPhoto(
  { flow, entries: { photos, doubts }, errors }: Chosen,
  role: PhotoRole,
  { photo, doubt }: TakenPhoto,
): Promise<Blob | null> {
  const maxBytes = Math.floor(discoveryOf(flow).limits.part_max_bytes * JWE_SHARE) - JWE_HEADER_BYTES;
  const outcome = await flow.parts.preparePhoto(photo, maxBytes);
  if ('error' in outcome) {
    errors[role] = outcome.error;
    return null;
  }
  photos.set(role, outcome.photo);
  if (doubt) doubts.set(role, doubt);
  else doubts.delete(role);
  return outcome.photo;
}

async function camera(chosen: Chosen, role: PhotoRole): Promise<void> {
  const { flow, person, errors } = chosen;
  for (;;) {
    try {
      const taken = await takePhoto(flow, { role, idType: person.subject.id.type });
      if (!taken) return;
      delete errors[role];
      await setPhoto(chosen, role, taken);
      return;
    } catch (error) {
      const ofCamera = cameraErrorIn(error);
      if (!ofCamera) throw error;
      if ((await showProblem(flow, ofCamera, ['retry', 'back'])) === 'back') return;
    }
  }
}
