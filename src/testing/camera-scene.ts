/**
 * What else a scripted camera may show than a person who answers: one fault of the picture, or something that is no person at all.
 *
 * - `dark`, `bright`: the person in hardly any light, or in far too much;
 * - `two_faces`: the person twice, side by side;
 * - `covered`: a finger over the lens;
 * - `photo`: a still picture of the person, held before the camera;
 * - `replay`: the clip from end to end, over and over, which answers no prompt.
 *
 * @example
 * ```ts
 * import type { CameraScene } from 'family-auth/testing';
 *
 * const faults: CameraScene[] = ['dark', 'bright', 'two_faces', 'covered'];
 * faults.length; // → 4
 * ```
 */
export type CameraScene = 'dark' | 'bright' | 'two_faces' | 'covered' | 'photo' | 'replay';

/** Draws the scene's present picture over the whole canvas. */
export type ScenePainter = (context: CanvasRenderingContext2D) => void;

/** Layers over the picture, so that a face of ordinary light comes to about 25, or 240, of 255: beyond the policy's limits. */
const DARK = 'rgb(0 0 0 / 82%)';
const BRIGHT = 'rgb(255 255 255 / 88%)';
/** What a lens sees of a finger on it: skin, lit from behind. */
const FINGER = 'rgb(92 26 18)';

/** How `scene` is painted from a playing `video`; without one, the video as it is. */
export function scenePainter(video: HTMLVideoElement, scene?: CameraScene): ScenePainter {
  const plain: ScenePainter = (context) =>
    context.drawImage(video, 0, 0, video.videoWidth, video.videoHeight);
  switch (scene) {
    case 'dark':
      return (context) => {
        plain(context);
        fill(context, DARK);
      };
    case 'bright':
      return (context) => {
        plain(context);
        fill(context, BRIGHT);
      };
    case 'two_faces':
      return (context) => {
        const half = video.videoWidth / 2;
        for (const at of [0, half]) {
          context.drawImage(video, half / 2, 0, half, video.videoHeight, at, 0, half, video.videoHeight);
        }
      };
    case 'covered':
      return (context) => fill(context, FINGER);
    case 'photo':
      return stillOf(video);
    default:
      return plain;
  }
}

function stillOf(video: HTMLVideoElement): ScenePainter {
  const still = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  still.getContext('2d')!.drawImage(video, 0, 0);
  return (context) => context.drawImage(still, 0, 0);
}

function fill(context: CanvasRenderingContext2D, colour: string): void {
  context.fillStyle = colour;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}
