import type { Action } from '../../protocol/challenge.ts';
import type { DraftApplication, Entries, Person } from '../entries.ts';
import type { LiveCamera } from './camera.ts';
import type { LoadingEngine } from './engine.ts';
import type { SlowDevice } from './slow-device.ts';
import type { Trouble } from './spare.ts';

/** The one swap of a live-face check. */
export interface Swap {
  used: boolean;
  /** A movement that the person asked to be spared: swapped as soon as a new challenge reveals it. */
  unwanted: Action | null;
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
