/**
 * `family-auth/testing`: what an integrator's own tests need.
 *
 * @module
 */
export type { Camera, CameraFacts, CameraRequest, CameraSource, Frame } from './camera/camera.ts';
export { FamilyAuthPreviewElement } from './element/preview-element.ts';
export type { CameraScene } from './testing/camera-scene.ts';
export { createScriptedCamera, type ScriptedCameraOptions } from './testing/scripted-camera.ts';
export type { ScriptedVideo, Segment } from './testing/scripted-video.ts';
