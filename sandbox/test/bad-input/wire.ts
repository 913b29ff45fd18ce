import { Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

export interface Sent {
  readonly method: string;
  /** As it goes over the wire: nothing is tidied. */
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

export interface Answer {
  /** 0: the connection was closed without one. */
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const agent = new Agent({ keepAlive: true });

/** Sends exactly this, and reads the answer to its end. */
export function send(origin: string, { method, path, body, ...rest }: Sent): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const given = Object.entries(rest.headers ?? {}).filter(([, value]) => value !== undefined);
  const headers: OutgoingHttpHeaders = Object.fromEntries(given);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode!, headers: response.headers, body: text });
        // Announced more than was sent: nothing else may come over this connection.
        if (!sent.writableFinished) sent.destroy();
      });
    });
    sent.on('error', reject);
    if (Number(headers['content-length'] ?? 0) > byteLength(body)) {
      sent.flushHeaders();
      if (body !== undefined) sent.write(body);
    } else sent.end(body);
  });
}

/** Sends the head and half of the body, then closes. */
export function sendHalf(origin: string, { method, path, headers, body = '' }: Sent): Promise<Answer> {
  const bytes = Buffer.from(body);
  const { hostname, port, host } = new URL(origin);
  const head = Object.entries({ host, ...headers, 'content-length': bytes.length }).map(([name, value]) =>
    value === undefined ? '' : `${name}: ${value}\r\n`,
  );
  return sendRaw({ hostname, port }, [
    `${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`,
    bytes.subarray(0, bytes.length >> 1),
  ]);
}

/** Sends bytes that need not be HTTP, then closes. */
function sendRaw(
  { hostname, port }: { readonly hostname: string; readonly port: string },
  pieces: readonly (string | Uint8Array)[],
): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(parse(Buffer.concat(chunks).toString())));
    for (const piece of pieces) socket.write(piece);
    socket.end();
  });
}

function parse(text: string): Answer {
  const [head = '', body = ''] = text.split(/\r\n\r\n(.*)/s);
  const [status, ...lines] = head.split('\r\n');
  const fields = lines
    .map((line) => line.split(/:\s*(.*)/s))
    .map(([name, value]) => [name!.toLowerCase(), value]);
  const headers: Answer['headers'] = Object.fromEntries(fields);
  // What comes after the first answer is said to the rest of a body that was not read.
  const first = Buffer.from(body).subarray(0, Number(headers['content-length'] ?? Number.POSITIVE_INFINITY));
  return { status: Number(status?.split(' ')[1] ?? 0), headers, body: first.toString() };
}

const byteLength = (body: Sent['body']): number => (body === undefined ? 0 : Buffer.byteLength(body));
