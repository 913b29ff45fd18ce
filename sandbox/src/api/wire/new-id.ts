import { randomBytes } from 'node:crypto';

/** An opaque identifier for a URL path: 128 random bits, base64url. */
export const newId = (): string => randomBytes(16).toString('base64url');
