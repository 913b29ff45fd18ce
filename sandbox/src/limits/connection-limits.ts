import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** What the connections to one origin may take up. Times are in milliseconds. */
export interface ConnectionLimits {
  /** Open at one time. Default 2048. */
  readonly total: number;
  /** Open at one time from one network address (IPv6: one /64 network). Not counted behind a proxy. Default 512. */
  readonly perAddress: number;
  /** Until a request's head has arrived, or its first byte. Default 10000. */
  readonly headMs: number;
  /** Until a whole request has arrived, its body included. Default 30000. */
  readonly requestMs: number;
  /** Between two requests. Default 20000. */
  readonly idleMs: number;
  /** Without a byte in either direction, while an answer is made or not taken. Default 150000. */
  readonly silentMs: number;
  /** Requests on one connection. Default 1000. */
  readonly requests: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  total: 2048,
  perAddress: 512,
  headMs: 10_000,
  requestMs: 30_000,
  idleMs: 20_000,
  silentMs: 150_000,
  requests: 1_000,
};

/** How long an answer to what was no request may take to leave, milliseconds. */
const LAST_WORD_MS = 2_000;

/**
 * Fastify's options for {@link ConnectionLimits}.
 *
 * @param tls key and certificate in PEM of a server over https.
 */
export function connectionOptions(
  limits: ConnectionLimits,
  tls?: { readonly key: string; readonly cert: string },
) {
  const { headMs, requestMs, idleMs, silentMs, requests } = limits;
  const server = {
    requestTimeout: requestMs,
    headersTimeout: Math.min(headMs, requestMs),
    connectionsCheckingInterval: Math.min(1_000, headMs),
  };
  return {
    connectionTimeout: silentMs,
    keepAliveTimeout: idleMs,
    requestTimeout: requestMs,
    maxRequestsPerSocket: requests,
    // To Fastify's types the two kinds of server are not one; everything used here, they share.
    ...((tls === undefined ? { http: server } : { https: { ...server, key: tls.key, cert: tls.cert } }) as {
      http: typeof server;
    }),
  };
}

/** Ends connections beyond the limits as they come. Whoever has many already has no right to more. */
export function capConnections(
  server: Server,
  { total, perAddress }: ConnectionLimits,
  { behindProxy }: { readonly behindProxy: boolean },
): void {
  server.maxConnections = total;
  if (behindProxy) return;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const network = networkOf(socket.remoteAddress ?? '');
    const count = (open.get(network) ?? 0) + 1;
    open.set(network, count);
    socket.once('close', () => {
      const left = open.get(network)! - 1;
      if (left === 0) open.delete(network);
      else open.set(network, left);
    });
    if (count > perAddress) socket.destroy();
  });
}

/** Answers what was no request and ends the connection for good, whether or not the other side closes its half. */
export function sendLastWord(socket: Socket, text: string): void {
  socket.setTimeout(LAST_WORD_MS, () => socket.destroy());
  socket.write(text);
  socket.destroySoon();
}

function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [before = [], after] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = after === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill('0'), ...(after ?? [])].slice(0, 4).join(':');
}
