import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** What a request's own connection says; nothing here is taken from what a proxy claims. */
export interface Arrival {
  readonly headers: IncomingHttpHeaders;
  readonly socket: {
    readonly remoteAddress?: string | undefined;
    readonly localAddress?: string | undefined;
  };
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/** Whoever came through a proxy is not known to sit at this computer. */
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const;

/**
 * Whether somebody at this computer asks: both ends of the connection are loopback addresses, the name that was asked
 * for is one of this computer's own (another name that points here is DNS rebinding), and no proxy stands between.
 */
export function isFromThisComputer({ headers, socket }: Arrival): boolean {
  return (
    isLoopback(socket.remoteAddress) &&
    isLoopback(socket.localAddress) &&
    isOwnName(headers.host) &&
    PROXY_HEADERS.every((name) => headers[name] === undefined)
  );
}

function isLoopback(address: string | undefined): boolean {
  if (address === undefined || isIP(address) === 0) return false;
  return LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function isOwnName(host: string | undefined): boolean {
  const url = URL.parse(`http://${host}`);
  if (host === undefined || url === null || url.host !== host.replace(/:80$/, '')) return false;
  return url.hostname === 'localhost' || isLoopback(url.hostname.replace(/^\[|\]$/g, ''));
}

/**
 * Whether a form was sent by a page of this origin: the browser says so in `Origin`, or, where it leaves that out, in
 * `Sec-Fetch-Site`. A request that says neither is refused.
 */
export function isOwnForm({ headers }: Pick<Arrival, 'headers'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (headers.origin === undefined) return site === 'same-origin';
  return [`http://${headers.host}`, `https://${headers.host}`].includes(headers.origin);
}
