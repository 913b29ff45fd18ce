import { request } from 'node:http';
import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** How long an answer may take: a machine that is busy with other things is no fault. */
const ANSWER_MS = 60_000;
const RAW_MS = 10_000;

export interface Sent {
  readonly method: string;
  /** As it goes on the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

/** Sends one request over a connection of its own. `closed`: it ended without an answer. */
export function exchange(origin: string, sent: Sent): Promise<Answer | 'closed' | 'silent'> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve) => {
    const asked = request(
      { hostname, port, method: sent.method, path: sent.path, agent: false, timeout: ANSWER_MS },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => resolve('closed'));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    asked.on('timeout', () => {
      resolve('silent');
      asked.destroy();
    });
    asked.on('error', () => resolve('closed'));
    for (const [name, value] of Object.entries(sent.headers)) asked.setHeader(name, latin1(value));
    if (sent.body !== undefined) asked.setHeader('Content-Length', sent.body.length);
    asked.end(sent.body);
  });
}

/** What a header may hold on the wire. */
const latin1 = (value: string): string =>
  Buffer.from(value)
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, '?');

/** Sends bytes that need not be HTTP; what comes back, if anything does. */
export function exchangeBytes(origin: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    const end = () => resolve(Buffer.concat(chunks).toString('latin1'));
    socket.setTimeout(RAW_MS, () => socket.destroy());
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', end);
    socket.on('close', end);
    socket.end(bytes);
  });
}
