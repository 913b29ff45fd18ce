import type { Action, Without } from '../../protocol/challenge.ts';
import type { DraftApplication, Entries, Person } from '../entries.ts';
import type { LiveCamera } from './camera.ts';
import type { LoadingEngine } from './engine.ts';

/** The one swap of a live-face check. */
export interface Swap {
  used: boolean;
  /** A movement that the person asked to be spared: swapped as soon as a new challenge reveals it. */
  unwanted: Action | null;
}

/** How often the eyes, or the head, did not do what was asked, in one live-face check. */
export type Trouble = Record<Without, number>;

/** Whether the person was told that this device is too slow for the automatic check, and goes on with the camera. */
export interface SlowDevice {
  accepted: boolean;
}

/** Who stands in front of which camera, and for which application. */
export interface FaceCheckContext {
  readonly camera: LiveCamera;
  readonly engine: LoadingEngine;
  readonly entries: Entries;
  readonly person: Person;
  readonly draft: DraftApplication;
  readonly swap: Swap;
  readonly trouble: Trouble;
  readonly slow: SlowDevice;
}
