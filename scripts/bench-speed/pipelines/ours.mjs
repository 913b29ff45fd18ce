import { pictureOf } from '../../../src/camera/read-frames.ts';
import { createLandmarkDetector } from '../../../src/landmarks/create-landmark-detector.ts';

const MINUTES_MS = 600_000;

/** The product as it ships: its own camera frame, its worker from dist/assets/. */
export async function open({ engine }) {
  const detector = await createLandmarkDetector({
    assetsUrl: '/assets/',
    engine,
    deadlineMs: MINUTES_MS,
    detectDeadlineMs: MINUTES_MS,
  });
  return {
    async look(video, timestampMs) {
      const image = await pictureOf(video, timestampMs);
      const frame = { image, timestampMs, width: video.videoWidth, height: video.videoHeight };
      const detection = await detector.detect(frame);
      return detection.kind === 'face';
    },
  };
}
