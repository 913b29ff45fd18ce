/**
 * What a frame is kept for as a picture. `named`: the first frame with a face at or after an instant the server chose.
 * `extreme`: eyes shut, or head at its furthest. `closing`: the last frame of its step.
 *
 * A frame has one purpose at most; `closing` goes before `named`, `named` before `extreme`.
 */
export type KeyFramePurpose = 'named' | 'extreme' | 'closing';
