import { CameraError, type CameraErrorCode } from '../base/errors.ts';

/** Names of the `DOMException`s of Media Capture and Streams, section 10.3, and older browsers' names for them. */
const CODE_OF_NAME: Readonly<Record<string, CameraErrorCode>> = {
  NotAllowedError: 'camera_denied',
  PermissionDeniedError: 'camera_denied',
  NotFoundError: 'camera_not_found',
  DevicesNotFoundError: 'camera_not_found',
  NotReadableError: 'camera_busy',
  TrackStartError: 'camera_busy',
  AbortError: 'camera_busy',
  OverconstrainedError: 'camera_unsatisfiable',
  ConstraintNotSatisfiedError: 'camera_unsatisfiable',
  SecurityError: 'camera_not_allowed_by_page',
  TypeError: 'camera_insecure_context',
};

/** Tells the failures of `getUserMedia` apart. A denial by Permissions-Policy is the page's, not the person's. */
export function cameraErrorOf(error: unknown, policyAllows: boolean = cameraAllowedByPolicy()): CameraError {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  const code = CODE_OF_NAME[name] ?? 'camera_unsupported';
  if (code === 'camera_denied' && !policyAllows)
    return new CameraError(
      'camera_not_allowed_by_page',
      'The Permissions-Policy of this page does not allow the camera. Allow it with camera=(self), or allow="camera" on the frame.',
      {
        cause: error,
      },
    );
  return new CameraError(code, `getUserMedia failed with ${name || 'an unknown error'}.`, {
    cause: error,
    retryable: code === 'camera_denied' || code === 'camera_busy' || code === 'camera_not_found',
  });
}

/** A camera of the page's own may come with another copy of this library: its errors have the code, and not the class. `null`: no camera ended. */
export function cameraErrorIn(error: unknown): CameraError | null {
  if (error instanceof CameraError) return error;
  if (!(error instanceof Error) || !('code' in error)) return null;
  const { code, message } = error;
  if (code !== 'camera_ended' && code !== 'camera_no_picture') return null;
  return new CameraError(code, message, { cause: error, retryable: true });
}

interface FeaturePolicyDocument {
  readonly featurePolicy?: { allowsFeature(feature: string): boolean };
}

/** Chromium alone tells; elsewhere the answer comes with the opening. */
export function cameraAllowedByPolicy(): boolean {
  const policy = (globalThis.document as (Document & FeaturePolicyDocument) | undefined)?.featurePolicy;
  return policy?.allowsFeature('camera') ?? true;
}
