import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { StartError } from '../errors/errors.ts';

/** A portal's own server, which authenticates by `private_key_jwt` (RFC 7523) and may act for its portal. */
export interface PortalServer {
  /** Its client id at the provider. */
  readonly clientId: string;
  /** Its public keys, ES256. */
  readonly jwks: { readonly keys: readonly PublicKey[] };
  /** The client id of the portal's pages, about whose applications and cards it may ask; its own counts as well. */
  readonly pagesClientId: string;
  /** Where it logs citizens in itself, to bring their log-in along to the pages (token exchange). */
  readonly redirectUris: readonly string[];
  /** Where links to services lead, with `?token=`; it redeems them. `undefined`: to the backend's own pages. */
  readonly serviceUri: string | undefined;
}

/** A portal's server as a caller names it. */
export interface PortalServerOptions extends Pick<PortalServer, 'jwks'> {
  /** Default `demo-portal-server`. */
  readonly clientId?: string;
  /** Default `demo-portal`. */
  readonly pagesClientId?: string;
  readonly redirectUris?: readonly string[];
  readonly serviceUri?: string;
}

const PublicKeySchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.optional(z.string()),
});
const JwksSchema = z.object({ keys: z.array(PublicKeySchema).check(z.minLength(1)) });
type PublicKey = z.infer<typeof PublicKeySchema>;

const CLIENT_ID = 'demo-portal-server';
const PAGES_CLIENT_ID = 'demo-portal';

/** @throws StartError with exit code 2 where its keys are none. */
export function portalServersOf(named: readonly PortalServerOptions[]): readonly PortalServer[] {
  return named.map(({ clientId = CLIENT_ID, pagesClientId = PAGES_CLIENT_ID, ...options }) => {
    const jwks = JwksSchema.safeParse(options.jwks);
    if (!jwks.success) {
      throw wrong(
        `The keys of ${clientId} must be a JWKS of P-256 keys: {"keys": [{"kty": "EC", "crv": "P-256", …}]}`,
      );
    }
    const { redirectUris = [], serviceUri } = options;
    // Only the public members: a file with the private key in it is taken, and nothing of it kept.
    return { clientId, pagesClientId, jwks: jwks.data, redirectUris, serviceUri };
  });
}

/** What `--portal-server-jwks FILE` names. @throws StartError with exit code 2. */
export function readJwks(file: string): PortalServerOptions['jwks'] {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new StartError(`--portal-server-jwks ${file} cannot be read as JSON`, { exitCode: 2, cause });
  }
}

const wrong = (sentence: string) => new StartError(sentence, { exitCode: 2 });

/** What stands for a portal, the same for its pages' client and its server's. */
export const portalOf = (
  servers: readonly { readonly clientId: string; readonly pagesClientId: string }[],
  clientId: string,
): string => servers.find((one) => one.pagesClientId === clientId)?.clientId ?? clientId;
