import { LandmarkError, type LandmarkErrorCode } from '../base/errors.ts';
import type { Detection } from './face.ts';

/** What the detector asks of a host, a bundle in a worker (or on the main thread). Answered by value or failure. */
export type HostRequest =
  | { readonly type: 'hello' }
  | { readonly type: 'probe' }
  | { readonly type: 'start'; readonly assetsUrl: string }
  /** Loads the eye model beside the running engine, which goes on looking at frames meanwhile. */
  | { readonly type: 'load_eyes'; readonly assetsUrl: string }
  | {
      readonly type: 'detect';
      readonly image: VideoFrame | ImageBitmap;
      readonly timestampMs: number;
      readonly width: number;
      readonly height: number;
      readonly lids: boolean;
    }
  | { readonly type: 'close' };

/** What a WebGL2 context in the host's thread says of itself; `null` where there is none. */
export interface WebglProbe {
  readonly renderer: string | null;
}

export interface HostAnswers {
  readonly hello: null;
  readonly probe: WebglProbe | null;
  readonly start: null;
  readonly load_eyes: null;
  readonly detect: Detection;
  readonly close: null;
}

export type HostMessage = { readonly id: number; readonly request: HostRequest };
export type HostReply =
  | { readonly id: number; readonly value: HostAnswers[keyof HostAnswers] }
  | { readonly id: number; readonly failure: Failure };

/** Why an engine gave up, where the code alone does not tell. */
export type EngineFault = 'context_lost' | 'self_check_failed';

/** An error on its way between threads; classes do not survive the journey. */
export interface Failure {
  readonly code: LandmarkErrorCode;
  readonly message: string;
  readonly fault: EngineFault | null;
}

/** A {@link LandmarkError} that also says which {@link EngineFault} lies behind it. */
export class EngineError extends LandmarkError {
  readonly fault: EngineFault | null;
  constructor(
    code: LandmarkErrorCode,
    message: string,
    options: { cause?: unknown; retryable?: boolean; fault?: EngineFault | null } = {},
  ) {
    super(code, message, options);
    this.fault = options.fault ?? null;
  }
}

export function toFailure(error: unknown): Failure {
  const fault = error instanceof EngineError ? error.fault : null;
  if (error instanceof LandmarkError) return { code: error.code, message: error.message, fault };
  return { code: 'engine_failed', message: `The landmark engine failed: ${String(error)}`, fault };
}

export function fromFailure({ code, message, fault }: Failure): EngineError {
  return new EngineError(code, message, { fault, retryable: code === 'asset_unavailable' });
}
