import { CameraError } from '../base/errors.ts';
import type { Move, ScriptedVideo, Segment } from './scripted-video.ts';

/** Plays moves of a scripted video in a video element by seeking between its segments. */
export class ScriptedVideoPlayer {
  readonly #video: HTMLVideoElement;
  readonly #segments: ReadonlyMap<string, Segment>;
  readonly #frameS: number;
  #queue: readonly Move[] = [];
  #current: Segment | null = null;
  #loop = false;
  #callback = 0;

  constructor(video: HTMLVideoElement, script: ScriptedVideo) {
    this.#video = video;
    this.#segments = new Map(script.segments.map((segment) => [segment.name, segment]));
    this.#frameS = 1 / script.fps;
    this.#watch();
  }

  /** Drops what was queued and begins with the first of `moves` at the next frame. */
  play(moves: readonly Move[]): void {
    this.#queue = moves;
    this.#current = null;
    this.#next();
  }

  stop(): void {
    this.#video.cancelVideoFrameCallback(this.#callback);
    this.#video.pause();
  }

  #next(): void {
    const [move, ...rest] = this.#queue;
    if (!move) return;
    const segment = this.#segments.get(move.segment);
    if (!segment)
      throw new CameraError('camera_no_picture', `The segments file has no segment ${move.segment}.`);
    this.#queue = rest;
    this.#loop = move.loop ?? false;
    const follows = this.#current !== null && Math.abs(segment.startS - this.#current.endS) < this.#frameS;
    this.#current = segment;
    if (!follows) this.#video.currentTime = segment.startS;
  }

  #watch(): void {
    this.#callback = this.#video.requestVideoFrameCallback((_now, { mediaTime }) => {
      this.#turnPage(mediaTime);
      this.#watch();
    });
  }

  #turnPage(mediaTime: number): void {
    if (!this.#current || this.#video.seeking) return;
    if (mediaTime < this.#current.endS - 1.5 * this.#frameS) return;
    if (this.#queue.length > 0) this.#next();
    else if (this.#loop) this.#video.currentTime = this.#current.startS;
  }
}
