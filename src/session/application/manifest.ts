import { utf8 } from '../../base/bytes.ts';
import type { SubmissionContent } from '../../client/submission.ts';
import type { KeyFrame, Submission } from '../../protocol/submission.ts';
import { digest, toBase64Url } from '../../seal/digest.ts';
import type { FaceCapture } from '../face/face-check.ts';
import type { Flow } from '../flow.ts';

/** This library's version; equal to package.json's, by a test. */
export const VERSION = '0.1.0';

/** What the manifest says of the browser's side. The camera's name leaves the page only as a digest. */
export async function clientFacts(flow: Flow, capture: FaceCapture | null): Promise<Submission['client']> {
  const { options, parts } = flow;
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

/** Media type of an encoded trace. */
const TRACE_TYPE = 'application/octet-stream';

/** The key frames in the order of the chain, then the trace. */
export const contentsOf = ({ evidence }: FaceCapture): readonly SubmissionContent[] => [
  ...evidence.keyFrames.map(({ jpeg }) => ({ role: 'frame' as const, cty: 'image/jpeg', bytes: jpeg })),
  { role: 'trace' as const, cty: TRACE_TYPE, bytes: evidence.trace },
];

/** What the manifest says of the challenge and its pictures; parts are numbered as in {@link contentsOf}. */
export const challengeClaims = ({
  evidence,
  challenge,
  receipts,
}: FaceCapture): NonNullable<Submission['challenge']> => ({
  id: challenge.id,
  nonce: challenge.nonce,
  policy_version: challenge.policy_version,
  receipts: [...receipts],
  chain: toBase64Url(evidence.chain),
  key_frames: evidence.keyFrames.map(
    ({ step, purpose, timestampMs }, n): KeyFrame => ({ n, step, purpose, timestamp_ms: timestampMs }),
  ),
});

/** Overwrites pictures and trace; what was sent is encrypted. */
export function wipe(contents: readonly SubmissionContent[]): void {
  for (const { bytes } of contents) bytes.fill(0);
}
