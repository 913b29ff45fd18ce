import * as oauth from 'oauth4webapi';

/** Sends once more when the server asks for a DPoP nonce that it just named (RFC 9449 section 8). */
export async function withNonceRetry<Result>(send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return send();
  }
}
