import { readFileSync } from 'node:fs';
import type { CameraError, LandmarkError } from '../../../src/base/errors.ts';
import type { Camera, CameraRequest, CameraSource, Frame } from '../../../src/camera/camera.ts';
import { decodeTrace } from '../../../src/evidence/trace-codec.ts';
import { type Detection, FACE_POINT_COUNT } from '../../../src/landmarks/face.ts';
import type { LandmarkDetector } from '../../../src/landmarks/landmark-detector.ts';
import type { TraceFrame } from '../../../src/signals/trace-frame.ts';
import { MOUTH_LANDMARKS, TRACE_LANDMARKS } from '../../../src/signals/trace-landmarks.ts';
import { type Move, movesAtTone, movesFor, type ScriptedVideo } from '../../../src/testing/scripted-video.ts';
import type { TestClock } from './test-clock.ts';

const REACTION_MS = 450;
/** Cameras do not keep time to the millisecond; a trace that did would be suspicious. */
const JITTER_MS = [0, 1, -2, 3, -1, 2, 0, -3];

const here = (path: string) => new URL(`../../../${path}`, import.meta.url);

/** A rendered person whose landmarks were recorded, acting what is prompted: camera and landmark detector in one. */
export class TracePerson {
  readonly #clock: TestClock;
  readonly #frames: readonly TraceFrame[];
  readonly #book: ScriptedVideo;
  /** Pictures handed out and not closed yet. */
  openPictures = 0;
  openCameras = 0;
  opened = 0;
  detectorsClosed = 0;
  readonly requests: CameraRequest[] = [];
  readonly prompts: string[] = [];
  /** Set to make opening fail. */
  refusal: Error | null = null;
  /** Set to act otherwise than prompted. */
  act: (action: Parameters<typeof movesFor>[0]) => readonly Move[] = movesFor;
  /** Frames a second that the device processes; by default those of the clip. */
  fps: number | null = null;
  /** Set to break the camera off. */
  breakdown: CameraError | null = null;
  /** Nobody is before the camera. */
  away = false;
  /** A finger lies over the lens. */
  covered = false;
  /** The phone is held the other way: pictures are higher than wide. */
  sideways = false;
  /** Set to make the engine fail for good; another one starts well. */
  detectorFailure: LandmarkError | null = null;
  detectorsOpened = 0;
  #moves: Move[] = [{ segment: 'neutral', loop: true }];
  #positionMs = 0;
  #pending: { atMs: number; moves: readonly Move[] } | null = null;

  constructor(clock: TestClock, name = 'anna') {
    this.#clock = clock;
    const { records } = decodeTrace(readFileSync(here(`test/fixtures/traces/${name}.trace`))).trace;
    this.#frames = records.filter((record) => record.kind !== 'reveal');
    this.#book = JSON.parse(readFileSync(here(`src/testing/people/${name}.segments.json`), 'utf8'));
  }

  readonly camera: CameraSource = {
    list: async () => [{ deviceId: 'a', label: 'Trace' }],
    open: async (request) => {
      this.requests.push(request);
      if (this.refusal) throw this.refusal;
      return this.#open();
    },
    prompt: (action, state) => {
      this.prompts.push(`${action} ${state}`);
      if (state === 'shown') this.#react(this.act(action));
      if (state === 'tone') this.#react(movesAtTone);
    },
  };

  readonly createDetector = async (): Promise<LandmarkDetector> => {
    this.detectorsOpened += 1;
    let failure: LandmarkError | null = null;
    return {
      report: { engine: 'wasm', reason: 'requested', renderer: null, thread: 'main', modelSha256: 'm' },
      loadEyes: async () => {},
      detect: async ({ image, timestampMs, width }, { lids = false } = {}) => {
        image.close();
        failure ??= this.detectorFailure;
        this.detectorFailure = null;
        if (failure) throw failure;
        if (this.away || this.covered) return { kind: 'none', timestampMs, blank: this.covered };
        const shown = detectionOf(this.#shown.get(timestampMs)!, timestampMs, lids);
        return width === 640 ? shown : held(shown, { width: 480, height: 640 });
      },
      close: () => {
        this.detectorsClosed += 1;
      },
    };
  };

  readonly #shown = new Map<number, TraceFrame>();

  #open(): Camera {
    let closed = false;
    this.opened += 1;
    this.openCameras += 1;
    const next = async (): Promise<Frame | null> => {
      await this.#clock.settle();
      if (closed) return null;
      if (this.breakdown) throw this.breakdown;
      return this.#frame();
    };
    return {
      stream: { id: 'stream' } as MediaStream,
      facts: {
        width: 640,
        height: 480,
        frameRate: 30,
        label: 'Trace',
        deviceId: 'a',
        facing: 'user',
      },
      async *frames() {
        for (let frame = await next(); frame; frame = await next()) yield frame;
      },
      close: () => {
        if (closed) return;
        closed = true;
        this.openCameras -= 1;
      },
    };
  }

  #frame(): Frame {
    const intervalMs = 1000 / (this.fps ?? this.#book.fps) + JITTER_MS[this.#shown.size % JITTER_MS.length]!;
    this.#clock.advance(intervalMs);
    const timestampMs = 5_000 + this.#clock.nowMs();
    if (this.#pending && this.#pending.atMs <= this.#clock.nowMs()) {
      this.#moves = [...this.#pending.moves];
      this.#positionMs = 0;
      this.#pending = null;
    }
    this.#shown.set(timestampMs, this.#turnPage(intervalMs));
    const [width, height] = this.sideways ? [480, 640] : [640, 480];
    return { image: this.#picture(), timestampMs, width: width!, height: height! };
  }

  #turnPage(elapsedMs: number): TraceFrame {
    const [move] = this.#moves;
    const segment = this.#book.segments.find(({ name }) => name === move!.segment)!;
    const [startMs, endMs] = [segment.startS * 1000, segment.endS * 1000];
    const atMs = startMs + this.#positionMs;
    this.#positionMs += elapsedMs;
    if (startMs + this.#positionMs >= endMs) {
      this.#positionMs = 0;
      if (this.#moves.length > 1) this.#moves.shift();
    }
    return this.#frames.find(({ timestampMs }) => timestampMs >= atMs)!;
  }

  #react(moves: readonly Move[]): void {
    this.#pending = { atMs: this.#clock.nowMs() + REACTION_MS, moves };
  }

  #picture(): VideoFrame {
    this.openPictures += 1;
    let closed = false;
    return {
      clone: () => this.#picture(),
      close: () => {
        if (!closed) this.openPictures -= 1;
        closed = true;
      },
    } as VideoFrame;
  }
}

/** The landmarks of a trace as the detector would have told them. */
function detectionOf(frame: TraceFrame, timestampMs: number, asked: boolean): Detection {
  if (frame.kind !== 'face') return { kind: 'none', timestampMs };
  const points = new Float32Array(FACE_POINT_COUNT * 3);
  for (const [landmarks, steps] of [
    [TRACE_LANDMARKS, frame.points],
    [MOUTH_LANDMARKS, frame.mouth],
  ] as const) {
    landmarks.forEach((index, position) => {
      for (let axis = 0; axis < 3; axis++)
        points[index * 3 + axis] = (steps?.[position * 3 + axis] ?? 0) / 16;
    });
  }
  const { frameWidth, frameHeight, light, lids } = frame;
  const lidAperture = asked && lids ? { left: lids.left / 1000, right: lids.right / 1000 } : null;
  return {
    kind: 'face',
    timestampMs,
    face: { timestampMs, frameWidth, frameHeight, points, confidence: 1, light, lidAperture },
  };
}

/** The same face in the middle of a picture of another shape. */
function held(detection: Detection, { width, height }: { width: number; height: number }): Detection {
  if (detection.kind !== 'face') return detection;
  const { face } = detection;
  const shift = [(width - face.frameWidth) / 2, (height - face.frameHeight) / 2, 0];
  const points = face.points.map((value, index) => value + shift[index % 3]!);
  return { ...detection, face: { ...face, points, frameWidth: width, frameHeight: height } };
}
