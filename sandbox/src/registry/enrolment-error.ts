/**
 * - `photo_unreadable`: no JPEG, PNG or WebP image, or a broken one, or one of more than 50 million pixels.
 * - `no_face`, `many_faces`: there must be exactly one face on the photo.
 * - `face_too_small`: the outer corners of the eyes are too near to one another on the photo.
 * - `too_many_enrolments`: no room until somebody is forgotten.
 * - `enrolment_closed`: the sandbox stopped, or everybody was forgotten, while the photo was being looked at.
 */
export type EnrolmentErrorCode =
  | 'photo_unreadable'
  | 'no_face'
  | 'many_faces'
  | 'face_too_small'
  | 'too_many_enrolments'
  | 'enrolment_closed';

/** Why nobody was enrolled. Nothing of the photo is kept, nor named in the message. */
export class EnrolmentError extends Error {
  readonly code: EnrolmentErrorCode;

  constructor(code: EnrolmentErrorCode) {
    super(`Nobody was enrolled: ${code}.`);
    this.name = 'EnrolmentError';
    this.code = code;
  }
}
