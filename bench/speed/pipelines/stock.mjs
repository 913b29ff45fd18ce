import '@tensorflow/tfjs-backend-webgl';
import { ready, setBackend } from '@tensorflow/tfjs-core';
import { createDetector, SupportedModels } from '@tensorflow-models/face-landmarks-detection';

/** The package's own `createDetector` and `estimateFaces`, tfjs runtime, refined landmarks, one face. */
export async function open() {
  await setBackend('webgl');
  await ready();
  const detector = await createDetector(SupportedModels.MediaPipeFaceMesh, {
    runtime: 'tfjs',
    refineLandmarks: true,
    maxFaces: 1,
    detectorModelUrl: '/models/facemesh-detection-short.json',
    landmarkModelUrl: '/models/facemesh-attention.json',
  });
  return {
    look: async (video) => (await detector.estimateFaces(video)).length > 0,
  };
}
