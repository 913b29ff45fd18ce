/** Why a step failed. */
export type StepFailure =
  /** Not done within the step's window. */
  | 'timeout'
  /** The movement began before the prompt could have been read. */
  | 'too_early'
  | 'wrong_direction'
  /** Something else was done than was asked. */
  | 'wrong_action'
  | 'eyes_reopened_early'
  | 'eyes_reopened_late'
  | 'third_blink'
  /** The head did not come back to rest. */
  | 'not_returned'
  /** Frames stopped coming for too long, or again and again. */
  | 'gap'
  | 'face_lost'
  | 'many_faces'
  /** The face was too far, too near, out of the middle or badly lit for too long. */
  | 'bad_picture';
