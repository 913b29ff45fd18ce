/**
 * `family-auth/testing`: what an integrator's own tests need.
 *
 * @module
 */
export type { Camera, CameraFacts, CameraRequest, CameraSource } from './camera/camera.ts';
export type { Frame } from './camera/frame.ts';
export type { FlipBook, Segment } from './testing/flip-book.ts';
export { createFlipBookCamera, type FlipBookCameraOptions } from './testing/flip-book-camera.ts';
