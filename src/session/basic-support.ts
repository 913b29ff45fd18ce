import { CameraError, ConfigurationError } from '../base/errors.ts';

/** @throws CameraError, ConfigurationError: what {@link basicFault} finds. */
export function requireSupport(): void {
  const fault = basicFault();
  if (fault?.code === 'camera_insecure_context') {
    throw new CameraError(fault.code, 'Nothing works outside a secure context: serve the page over https.');
  }
  if (fault)
    throw new ConfigurationError(
      'browser_unsupported',
      'This browser is too old: it lacks WebCrypto or ES2022.',
    );
}

type BasicFault =
  | { readonly feature: 'secure_context'; readonly code: 'camera_insecure_context' }
  | { readonly feature: 'browser'; readonly code: 'browser_unsupported' };

/** Without these not even a log-in works. */
export function basicFault(): BasicFault | null {
  if (globalThis.isSecureContext === false) {
    return { feature: 'secure_context', code: 'camera_insecure_context' };
  }
  const isThere =
    typeof globalThis.crypto?.subtle?.generateKey === 'function' &&
    typeof Object.hasOwn === 'function' &&
    typeof Array.prototype.findLastIndex === 'function';
  return isThere ? null : { feature: 'browser', code: 'browser_unsupported' };
}
