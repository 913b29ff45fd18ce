import { expect } from '@open-wc/testing';
import { cameraErrorOf } from '../../src/camera/camera-error-of.ts';

const failures = [
  ['NotAllowedError', true, 'camera_denied'],
  ['NotAllowedError', false, 'camera_not_allowed_by_page'],
  ['NotFoundError', true, 'camera_not_found'],
  ['NotReadableError', true, 'camera_busy'],
  ['AbortError', true, 'camera_busy'],
  ['OverconstrainedError', true, 'camera_unsatisfiable'],
  ['SecurityError', true, 'camera_not_allowed_by_page'],
] as const;

describe('the reasons a camera does not open', () => {
  for (const [name, policyAllows, code] of failures)
    it(`calls ${name} ${policyAllows ? '' : 'under a forbidding policy '}${code}`, () => {
      const cause = new DOMException('', name);
      const error = cameraErrorOf(cause, policyAllows);
      expect(error.code).to.equal(code);
      expect(error.cause).to.equal(cause);
    });
});
