import type { LoadingEngine } from './engine.ts';
import type { Draft, Entries, Person } from './entries.ts';
import type { LiveCamera } from './live-camera.ts';

/** Who stands in front of which camera, and for which application. */
export interface Scene {
  readonly camera: LiveCamera;
  readonly engine: LoadingEngine;
  readonly entries: Entries;
  readonly person: Person;
  readonly draft: Draft;
}
