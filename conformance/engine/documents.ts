import { DISCOVERY_PATH, type Discovery, DiscoverySchema } from '@family-auth/library/protocol/discovery.ts';
import { chooseEncryptionKey, type PublicJwk, type PublicJwks } from '@family-auth/library/seal/keys.ts';
import { type Answer, send } from './exchange.ts';
import { CheckFailed, CheckSkipped, shortly } from './expect.ts';
import type { ProviderMetadata } from './log-in.ts';

/** What anybody may read of a backend, fetched once but for the keys. */
export interface Documents {
  /** Where the discovery document is. */
  readonly discoveryUrl: string;
  /** The answer to the first request for discovery. */
  discoveryAnswer(): Promise<Answer>;
  /** @throws CheckSkipped where the document does not match its schema: C01 says so. */
  discovery(): Promise<Discovery>;
  /** Fetched anew each time. */
  jwks(): Promise<PublicJwks>;
  /** The key that is sealed to now. */
  recipient(): Promise<PublicJwk>;
  /** @throws CheckSkipped where there is no metadata: C12 says so. */
  provider(): Promise<ProviderMetadata>;
}

/** The well-known address of a backend's discovery (RFC 8414 section 3.1 for an issuer with a path). */
function discoveryUrlOf(backend: string): string {
  const { origin, pathname } = new URL(backend);
  return `${origin}${DISCOVERY_PATH}${pathname.replace(/\/$/, '')}`;
}

export function openDocuments(backend: string): Documents {
  const discoveryUrl = discoveryUrlOf(backend);
  const discoveryAnswer = once(() => send(discoveryUrl));
  const discovery = async () => {
    const read = DiscoverySchema.safeParse((await discoveryAnswer()).json);
    if (read.success) return read.data;
    throw new CheckSkipped('The discovery document does not match its schema, see C01.');
  };
  const provider = once(async () => {
    const [issuer] = (await discovery()).authorization_servers;
    return readMetadata(issuer!);
  });
  const jwks = async () => {
    const answer = await send((await discovery()).jwks_uri);
    if (!Array.isArray((answer.json as PublicJwks | undefined)?.keys))
      throw new CheckSkipped(`There is no key set (${shortly(answer)}), see C05.`);
    return answer.json as PublicJwks;
  };
  const recipient = once(async () => {
    const key = chooseEncryptionKey(await jwks(), Date.now());
    if (key === undefined) throw new CheckSkipped('There is no key to seal to, see C05.');
    return key;
  });
  return { discoveryUrl, discoveryAnswer, discovery, jwks, recipient, provider };
}

async function readMetadata(issuer: string): Promise<ProviderMetadata> {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  for (const url of [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ]) {
    const answer = await send(url);
    const metadata = answer.json as ProviderMetadata | undefined;
    if (answer.status === 200 && typeof metadata?.token_endpoint === 'string') return metadata;
  }
  throw new CheckFailed(`The provider ${issuer} has no metadata.`);
}

/** Remembers the first success; a failure is tried again. */
function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  return () => {
    running ??= work().catch((error) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}
