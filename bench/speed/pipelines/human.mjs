import { Human } from '@vladmandic/human';

/** Human with nothing but the face detector and the mesh, on WASM: its faster backend without a GPU. */
export async function open() {
  const off = { enabled: false };
  const human = new Human({
    backend: 'wasm',
    wasmPath: '/human-wasm/',
    modelBasePath: '/human-models/',
    debug: false,
    cacheSensitivity: 0,
    filter: off,
    face: {
      enabled: true,
      detector: { maxDetected: 1, rotation: false },
      mesh: { enabled: true },
      attention: off,
      iris: off,
      emotion: off,
      description: off,
      antispoof: off,
      liveness: off,
      gear: off,
    },
    body: off,
    hand: off,
    gesture: off,
    object: off,
    segmentation: off,
  });
  await human.load();
  return {
    look: async (video) => (await human.detect(video)).face.some(({ mesh }) => mesh.length > 0),
  };
}
