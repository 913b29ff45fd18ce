/** The part of the Trusted Types API (W3C, Trusted Types section 3) that is needed. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

/** The name that a page's `trusted-types` must list where it has `require-trusted-types-for 'script'`. */
const POLICY_NAME = 'family-auth';

const allowed = new Set<string>();
let policy: ReturnType<TrustedTypes['createPolicy']> | null = null;

/**
 * The address as a page with Trusted Types lets a worker be started from: such a page takes no plain string for it. The policy passes
 * nothing but what this function was called with.
 *
 * @throws TypeError where the page's `trusted-types` does not list the policy.
 */
export function workerAddress(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return url;
  policy ??= trustedTypes.createPolicy(POLICY_NAME, {
    createScriptURL(asked) {
      if (allowed.delete(asked)) return asked;
      throw new TypeError(`The policy ${POLICY_NAME} is for the landmark worker alone.`);
    },
  });
  allowed.add(url);
  return policy.createScriptURL(url);
}
