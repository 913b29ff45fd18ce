import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { StartError } from '../errors/errors.ts';

/** Where a sandbox is reached; what is not named keeps its default: this computer, over http. */
export interface AddressOptions {
  /** The backend's public address, where a proxy or a tunnel with a certificate stands before it, e.g. `https://sandbox.example`. */
  readonly issuer?: string;
  /** The interface that portal and backend listen at, e.g. `0.0.0.0`. Default: the loopback interface. */
  readonly host?: string;
  /** Over https, with a certificate that is made on this computer. Default `false`. */
  readonly https?: boolean;
  /** For phones in the same network: over https, under this computer's address there, which is `host` where that is named. Default `false`. */
  readonly lan?: boolean;
}

/** Where the two servers listen, and under which names they are reached. */
export interface Hosts {
  readonly scheme: 'http' | 'https';
  readonly listen: { readonly portal: string; readonly backend: string };
  readonly names: { readonly portal: string; readonly backend: string };
}

/** What the parts of the sandbox call themselves. */
export interface Origins {
  readonly issuer: string;
  readonly portalOrigin: string;
  /** The backend as this computer reaches it, for the pages that are for this computer alone. */
  readonly ownOrigin: string;
}

const WILDCARDS = ['0.0.0.0', '::'];
/** The portal stands on `localhost`, the backend on `127.0.0.1`: two sites, both secure contexts. */
const THIS_COMPUTER = { portal: 'localhost', backend: '127.0.0.1' };
const both = (host: string) => ({ portal: host, backend: host });

/** @throws StartError with exit code 2 for options that do not go together; 1 where this computer is in no network. */
export function hostsOf({ host, https = false, lan = false }: AddressOptions): Hosts {
  if (lan) {
    const address = host ?? lanAddress();
    return {
      scheme: 'https',
      listen: both(isIP(address) === 6 ? '::' : '0.0.0.0'),
      names: both(inUrl(address)),
    };
  }
  const scheme = https ? 'https' : 'http';
  if (host === undefined) return { scheme, listen: THIS_COMPUTER, names: THIS_COMPUTER };
  if (WILDCARDS.includes(host)) return { scheme, listen: both(host), names: THIS_COMPUTER };
  if (!https && !isLoopback(host)) {
    throw new StartError(
      `--host ${host} needs --https: over http a browser gives a page neither camera nor keys, except on localhost. Behind a proxy that has a certificate: --host 0.0.0.0 --issuer https://…`,
      { exitCode: 2 },
    );
  }
  return { scheme, listen: both(host), names: both(inUrl(host)) };
}

/** @throws StartError with exit code 2 where the issuer is no origin. */
export function originsOf(
  { scheme, listen, names }: Hosts,
  ports: { readonly portal: number; readonly backend: number },
  issuer: string | undefined,
): Origins {
  const backend = `${scheme}://${names.backend}:${ports.backend}`;
  const isHere = WILDCARDS.includes(listen.backend);
  return {
    issuer: issuer === undefined ? new URL(backend).origin : readIssuer(issuer),
    portalOrigin: new URL(`${scheme}://${names.portal}:${ports.portal}`).origin,
    ownOrigin: isHere ? `${scheme}://127.0.0.1:${ports.backend}` : new URL(backend).origin,
  };
}

function readIssuer(text: string): string {
  const url = URL.parse(text);
  const isOrigin = url !== null && `${url.origin}/` === url.href;
  if (isOrigin && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))) {
    return url.origin;
  }
  throw new StartError(
    `--issuer ${text} must be an https address without a path, such as https://sandbox.example`,
    { exitCode: 2 },
  );
}

const isLoopback = (host: string): boolean => /^(?:127(?:\.\d+){3}|\[?::1\]?|localhost)$/.test(host);
const inUrl = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);

/** The first address of this computer in a private network (RFC 1918), else its first in any. */
function lanAddress(): string {
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  const isPrivate = (address: string) => /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(address);
  const found = addresses.find(isPrivate) ?? addresses[0];
  if (found === undefined) {
    throw new StartError(
      'This computer is in no network that a phone could be in. Name its address with --host.',
    );
  }
  return found;
}
