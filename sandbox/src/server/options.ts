import { parseArgs } from 'node:util';
import { type PortalServerOptions, readJwks } from '../context/portal-servers.ts';
import type { PortalOptions } from '../context/portals.ts';
import type { SettingsOptions } from '../context/settings.ts';
import type { OpenDatabase } from '../database/open-database.ts';
import { START_COMMAND, StartError } from '../errors/errors.ts';
import type { Judge } from '../judgement/judgement.ts';
import type { Notifier } from '../notifications/notifier.ts';
import type { PictureReaderOptions } from '../pictures/open-picture-reader.ts';
import { SECRETS_FILE_VARIABLE } from '../storage/data-directory.ts';

/** What a caller of `startSandbox` may choose. */
export interface SandboxOptions extends SettingsOptions {
  /** The portal's port; the backend's is the next. 0 picks two free ones. Default 8090. */
  readonly portalPort?: number;
  /** Where database, keys and evidence are kept, or `memory`: nothing outlives the process. Default `.data`. */
  readonly dataDir?: string | 'memory';
  /** `postgres://…`: a PostgreSQL of your own instead of the embedded one. */
  readonly databaseUrl?: string;
  /** A database that the caller has opened, instead of either; it is closed with the sandbox. */
  readonly database?: OpenDatabase;
  /** Offers the test tenant of docs/protocol/test-tenant.md: short lifetimes, a portal of its own, probes for this computer. */
  readonly testTenant?: boolean;
  /** Forgets everything first. Default `false`. */
  readonly reset?: boolean;
  /** Where the library's build lies, served under `/family-auth/`. Default the project's `dist/`. */
  readonly distDir?: string;
  /** Judges in place of the sandbox's own, for tests. */
  readonly judge?: Judge;
  /** Processes that decode pictures, and what one picture may use up. */
  readonly pictures?: PictureReaderOptions;
  /** Tells relatives what is done in their name. Default: nothing is sent, the messages stand on the page `/outbox/`. */
  readonly notifier?: Notifier;
  /** Where lines for the log go; never holds personal data. Default: nowhere. */
  readonly log?: (line: string) => void;
}

export const DEFAULT_PORTAL_PORT = 8090;
export const DEFAULT_DATA_DIR = '.data';

export const HELP = `Starts the sandbox: a demo portal and a test backend on this computer. A test system: enter nothing real.

  ${START_COMMAND} [options]

  --port N               port of the demo portal; the backend takes the next one (default ${DEFAULT_PORTAL_PORT})
  --data-dir DIR         where database, keys and evidence are kept (default ${DEFAULT_DATA_DIR})
  --database-url URL     postgres://… : use this PostgreSQL instead of the embedded one
  --origin ORIGIN        a portal of yours whose pages may call, e.g. http://localhost:5173; once for each
  --redirect-uri URI     its callback page, where it is not at ORIGIN/family-auth/[browser/]callback.html
  --issuer URL           the backend's public address, where a proxy or tunnel stands before it
  --host HOST            interface to listen at, e.g. 0.0.0.0 (default: this computer alone)
  --trust-proxy ADDRESS  a proxy whose X-Forwarded-For is believed, e.g. 10.0.0.0/8; once for each
  --https                over https, with a certificate made on this computer
  --lan                  for a phone in the same network: --https under this computer's address there, or under --host
  --portal-server-jwks FILE  registers a portal's server as the client demo-portal-server, with these public keys (JWKS)
  --portal-server-redirect-uri URI  where it logs citizens in itself
  --portal-server-service-uri URI   where links to services of cards lead, with ?token=…
  --test-tenant          what the conformance kit asks of a backend: short lifetimes, wide limits, probes
  --reset                forget everything that was kept, then start
  --help                 show this

  ${SECRETS_FILE_VARIABLE}=FILE in the environment keeps the keys there and not in the data directory.
`;

export type ParsedOptions =
  | { readonly help: true }
  | { readonly help: false; readonly options: SandboxOptions };

/**
 * Reads the words after `npm start --`.
 *
 * @throws StartError with exit code 2 for an option or a value it does not know.
 */
export function parseOptions(argv: readonly string[]): ParsedOptions {
  const values = read(argv);
  if (values.help) return { help: true };
  const databaseUrl = values['database-url'];
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw wrong('--database-url must begin with postgres://');
  }
  return {
    help: false,
    options: {
      portalPort: portOf(values.port),
      dataDir: values['data-dir'] ?? DEFAULT_DATA_DIR,
      reset: values.reset ?? false,
      portals: portalsNamed(values.origin ?? [], values['redirect-uri'] ?? []),
      ...(values['test-tenant'] ? { testTenant: true } : {}),
      ...addressesNamed(values),
      portalServers: portalServerNamed(values),
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    },
  };
}

/** The options by name, as `parseArgs` takes them. */
export const OPTIONS = {
  port: { type: 'string' },
  'data-dir': { type: 'string' },
  'database-url': { type: 'string' },
  origin: { type: 'string', multiple: true },
  'redirect-uri': { type: 'string', multiple: true },
  issuer: { type: 'string' },
  host: { type: 'string' },
  'trust-proxy': { type: 'string', multiple: true },
  https: { type: 'boolean' },
  lan: { type: 'boolean' },
  'test-tenant': { type: 'boolean' },
  'portal-server-jwks': { type: 'string' },
  'portal-server-redirect-uri': { type: 'string', multiple: true },
  'portal-server-service-uri': { type: 'string' },
  reset: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: false,
      options: OPTIONS,
    }).values;
  } catch (cause) {
    const [firstSentence] = (cause as Error).message.split(/\. |\n/);
    throw wrong(firstSentence ?? 'An option is not understood', cause);
  }
}

function addressesNamed({
  issuer,
  host,
  'trust-proxy': trustProxy,
  https,
  lan,
}: ReturnType<typeof read>): Partial<SandboxOptions> {
  return {
    https: https ?? false,
    lan: lan ?? false,
    ...(issuer === undefined ? {} : { issuer }),
    ...(host === undefined ? {} : { host }),
    ...(trustProxy === undefined ? {} : { trustProxy }),
  };
}

/** A callback page is its own origin's; one that is named alone registers its origin, too. */
function portalsNamed(origins: readonly string[], redirectUris: readonly string[]): PortalOptions[] {
  return [
    ...origins.map((origin) => ({ origin })),
    ...redirectUris.map((uri) => ({ origin: URL.parse(uri)?.origin ?? uri, redirectUris: [uri] })),
  ];
}

function portalServerNamed(values: ReturnType<typeof read>): PortalServerOptions[] {
  const file = values['portal-server-jwks'];
  const redirectUris = values['portal-server-redirect-uri'];
  const serviceUri = values['portal-server-service-uri'];
  if (file !== undefined) {
    const jwks = readJwks(file);
    return [{ jwks, ...(redirectUris && { redirectUris }), ...(serviceUri && { serviceUri }) }];
  }
  if (redirectUris === undefined && serviceUri === undefined) return [];
  throw wrong('A --portal-server-… option needs --portal-server-jwks FILE beside it');
}

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORTAL_PORT;
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65_534)) throw wrong('--port must be a whole number from 1 to 65534');
  return port;
}

const wrong = (sentence: string, cause?: unknown) =>
  new StartError(`${sentence}. See: ${START_COMMAND} --help`, { exitCode: 2, cause });
