// Bundled for the page by same-verdict.node.test.ts.
import type { Frame } from '../../../src/camera/camera.ts';
import { encodeTrace } from '../../../src/evidence/trace-codec.ts';
import { createLandmarkDetector } from '../../../src/landmarks/create-landmark-detector.ts';
import { type TraceFrame, traceFrameOf } from '../../../src/signals/trace-frame.ts';

const ENGINES = ['wasm', 'webgl'] as const;
const LONG_MS = 600_000;

/** Every frame of a film of `fps` in both engines, lids too: what a trace keeps of each, as the codec writes it, in base64. */
export async function filmInBothEngines(
  film: string,
  fps: number,
): Promise<Record<'wasm' | 'webgl', string>> {
  const video = await openVideo(film);
  const deadlines = { deadlineMs: LONG_MS, detectDeadlineMs: LONG_MS };
  const detectors = await Promise.all(
    ENGINES.map((engine) => createLandmarkDetector({ assetsUrl: '/assets/', engine, ...deadlines })),
  );
  for (const detector of detectors) await detector.loadEyes();
  const traces: TraceFrame[][] = [[], []];
  for (let index = 0; index < Math.floor(video.duration * fps); index++) {
    await windTo(video, (index + 0.5) / fps);
    const timestampMs = (index * 1000) / fps;
    for (const [engine, detector] of detectors.entries()) {
      const detection = await detector.detect(frameOf(video, timestampMs), { lids: true });
      traces[engine]!.push(traceFrameOf(detection, 0));
    }
  }
  for (const detector of detectors) detector.close();
  const [wasm, webgl] = traces.map((records) => base64(encodeTrace({ width: 640, height: 480, records })));
  return { wasm: wasm!, webgl: webgl! };
}

async function openVideo(address: string): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  video.muted = true;
  video.src = address;
  document.body.append(video);
  await new Promise((resolve) => video.addEventListener('loadeddata', resolve, { once: true }));
  return video;
}

async function windTo(video: HTMLVideoElement, seconds: number): Promise<void> {
  const shown = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  video.currentTime = seconds;
  await shown;
}

function frameOf(video: HTMLVideoElement, timestampMs: number): Frame {
  const image = new VideoFrame(video, { timestamp: Math.round(timestampMs * 1000) });
  return { image, timestampMs, width: video.videoWidth, height: video.videoHeight };
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

Object.assign(globalThis, { filmInBothEngines });
