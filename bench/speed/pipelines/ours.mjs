import { pictureOf } from '../../../src/camera/read-frames.ts';
import { createLandmarkDetector } from '../../../src/landmarks/create-landmark-detector.ts';

const MINUTES_MS = 600_000;

/** The product as it ships: its own camera frame, its worker from dist/assets/; with `lids` as in the steps that judge eyes. */
export async function open({ engine, lids }) {
  const detector = await createLandmarkDetector({
    assetsUrl: '/assets/',
    engine,
    deadlineMs: MINUTES_MS,
    detectDeadlineMs: MINUTES_MS,
  });
  if (lids) await detector.loadEyes();
  return {
    async look(video, timestampMs) {
      const image = await pictureOf(video, timestampMs);
      const frame = { image, timestampMs, width: video.videoWidth, height: video.videoHeight };
      const detection = await detector.detect(frame, { lids });
      return detection.kind === 'face' && (!lids || detection.face.lidAperture !== null);
    },
  };
}
