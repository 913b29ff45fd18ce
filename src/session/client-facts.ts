import { utf8 } from '../base/bytes.ts';
import type { Submission } from '../protocol/submission.ts';
import { digest } from '../seal/digest.ts';
import type { FaceCapture } from './run-face-check.ts';
import { VERSION } from './version.ts';
import type { Walk } from './walk.ts';

/** What the manifest says of the browser's side. The camera's name leaves the page only as a digest. */
export async function clientFacts(walk: Walk, capture: FaceCapture | null): Promise<Submission['client']> {
  const { options, parts } = walk;
  const { origin } = parts.page;
  return {
    version: VERSION,
    isolation: options.isolation ?? 'inline',
    ...(origin === undefined ? {} : { origin }),
    ...(capture === null
      ? {}
      : {
          model_sha256: capture.engine.modelSha256,
          engine: capture.engine.engine,
          engine_reason: capture.engine.reason,
          camera: {
            width: capture.camera.width,
            height: capture.camera.height,
            frame_rate: capture.camera.frameRate,
            label_sha256: await digest(utf8(capture.camera.label)),
          },
        }),
  };
}
