import type { Settings } from '../../server/settings.ts';
import type { Caller } from './caller.ts';

/** What every signed document of a caller must hold: made with the token's key, for this backend and this address. */
export function signedBy(caller: Caller, settings: Settings, path: string) {
  return {
    key: { publicKey: caller.publicKey, jkt: caller.jkt, nowMs: Date.now() },
    claims: {
      iss: caller.clientId,
      sub: caller.sub,
      aud: settings.issuer,
      htu: `${settings.apiBase}${path}`,
    },
  };
}
