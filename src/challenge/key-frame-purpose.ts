/**
 * What a frame is kept for as a picture. `closing`: the last frame of its step. `extreme`: eyes shut, or head turned
 * far. `named`: the first well-placed frame at or after an instant that the server chose.
 *
 * A frame has one purpose at most, the first that applies in this order; any of them serves an instant that is due.
 */
export type KeyFramePurpose = 'closing' | 'extreme' | 'named';
