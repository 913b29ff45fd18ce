/**
 * `family-auth/testing`: what an integrator's own tests need.
 *
 * @module
 */
export type { Camera, CameraFacts, CameraRequest, CameraSource, Frame } from './camera/camera.ts';
export type { FlipBook, Segment } from './testing/flip-book.ts';
export { createFlipBookCamera, type FlipBookCameraOptions } from './testing/flip-book-camera.ts';
