import { FaceLandmarker, FilesetResolver } from '@mediapipe/tasks-vision';

/** MediaPipe's FaceLandmarker on the CPU, one face, landmarks only. */
export async function open() {
  const files = await FilesetResolver.forVisionTasks('/tasks-vision-wasm');
  const landmarker = await FaceLandmarker.createFromOptions(files, {
    baseOptions: {
      modelAssetPath: '/task-models/face_landmarker_v2_with_blendshapes.task',
      delegate: 'CPU',
    },
    runningMode: 'VIDEO',
    numFaces: 1,
  });
  return {
    look: async (video, timestampMs) =>
      landmarker.detectForVideo(video, timestampMs + 1).faceLandmarks.length > 0,
  };
}
