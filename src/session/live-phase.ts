import type { Entries, Person } from './entries.ts';
import type { LiveCamera } from './live-camera.ts';

/** What the screens with the camera picture share. */
export const livePhase = (camera: LiveCamera, entries: Entries, person: Person) => ({
  preview: camera.stream,
  mirrored: camera.mirrored,
  cameras: camera.cameras,
  voice: entries.voice,
  subjectName: person.maskedName,
});
