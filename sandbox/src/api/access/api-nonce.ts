import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds a nonce is handed out; it is accepted for one window more. */
const WINDOW_S = 150;

/** DPoP nonces (RFC 9449 section 8) without a store: the keyed hash of the time window, the same on every node. */
export interface ApiNonce {
  current(): string;
  accepts(nonce: string): boolean;
}

export function apiNonce(key: string): ApiNonce {
  const nonceOf = (window: number) =>
    createHmac('sha256', Buffer.from(key, 'base64url')).update(`dpop:${window}`).digest();
  const windowNow = () => Math.floor(Date.now() / 1000 / WINDOW_S);
  return {
    current: () => nonceOf(windowNow()).toString('base64url'),
    accepts(nonce) {
      const offered = Buffer.from(nonce, 'base64url');
      return [0, 1].some((age) => {
        const expected = nonceOf(windowNow() - age);
        return offered.length === expected.length && timingSafeEqual(offered, expected);
      });
    },
  };
}
