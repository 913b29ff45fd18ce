import { AsyncLocalStorage } from 'node:async_hooks';
import { request as httpRequest, type IncomingMessage, Agent as PlainAgent } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';

/** A request as a check wrote it; a header that is given a list is sent once for each. */
export interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: string | Uint8Array;
  /** Sends the head alone, whatever length it announces, and waits for an answer to that. */
  readonly headOnly?: boolean;
}

/** What was answered, read to its end. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  /** A header; several of one name are joined by a comma. */
  header(name: string): string | undefined;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The body as JSON; `undefined` where it is none. */
  readonly json: unknown;
  /** `Set-Cookie`, a line each. */
  readonly cookies: readonly string[];
}

/** One request and what came of it, as it went over the wire. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string | readonly string[]>>;
  readonly requestBody: string;
  readonly status?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: string;
  /** Why there is no answer. */
  readonly fault?: string;
}

const DEADLINE_MS = 30_000;
/** More than any answer of this protocol. */
const ANSWER_MAX_BYTES = 32 * 1024 * 1024;

/** A connection that rests longer is closed from this side: the other one may be closing it just as it is used again. */
const CONNECTION_RESTS_MS = 2_000;
const agents = {
  'http:': new PlainAgent({ keepAlive: true, timeout: CONNECTION_RESTS_MS }),
  'https:': new TlsAgent({ keepAlive: true, timeout: CONNECTION_RESTS_MS }),
} as const;

const recordings = new AsyncLocalStorage<Exchange[]>();

/** Runs `work` and keeps every exchange that it makes in `into`. */
export const recorded = <Result>(into: Exchange[], work: () => Promise<Result>): Promise<Result> =>
  recordings.run(into, work);

/**
 * Sends a request exactly as it is written, follows no redirect and reads the answer whole.
 *
 * @throws Error where nothing is answered in 30 s, or the connection ends before.
 */
export async function send(url: string | URL, request: Request = {}): Promise<Answer> {
  const method = request.method ?? 'GET';
  const headers = headersOf(request);
  const sent = { method, url: String(url), requestHeaders: headers, requestBody: textOf(request.body) };
  try {
    const answer = await exchange(new URL(url), method, headers, request);
    const responseHeaders = answer.all;
    recordings
      .getStore()
      ?.push({ ...sent, status: answer.status, responseHeaders, responseBody: answer.text });
    return answer;
  } catch (error) {
    recordings.getStore()?.push({ ...sent, fault: (error as Error).message });
    throw new Error(`${method} ${new URL(url).pathname} was not answered: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function headersOf({ headers = {}, body, headOnly }: Request): Record<string, string | string[]> {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), typeof value === 'string' ? value : [...value]]],
  );
  const all = Object.fromEntries(given) as Record<string, string | string[]>;
  if (body !== undefined && !headOnly && all['content-length'] === undefined && !all['transfer-encoding']) {
    all['content-length'] = String(Buffer.byteLength(body));
  }
  return all;
}

const textOf = (body: string | Uint8Array | undefined): string =>
  body === undefined ? '' : typeof body === 'string' ? body : Buffer.from(body).toString('latin1');

function exchange(
  url: URL,
  method: string,
  headers: Record<string, string | string[]>,
  { body, headOnly = false }: Request,
): Promise<Answer & { readonly all: Record<string, string> }> {
  return new Promise((resolve, reject) => {
    const begin = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const agent = headOnly ? undefined : agents[url.protocol as keyof typeof agents];
    const request = begin(url, { method, headers, ...(agent && { agent }) });
    const timer = setTimeout(
      () => request.destroy(new Error(`no answer in ${DEADLINE_MS / 1000} s`)),
      DEADLINE_MS,
    );
    request.on('error', reject);
    request.on('close', () => clearTimeout(timer));
    request.on('response', (response) => {
      readAll(response).then((bytes) => {
        if (headOnly) request.destroy();
        resolve(answerOf(url, response, bytes));
      }, reject);
    });
    if (headOnly) request.flushHeaders();
    else request.end(body);
  });
}

async function readAll(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += (chunk as Buffer).length;
    if (size > ANSWER_MAX_BYTES)
      throw new Error(`the answer has more than ${ANSWER_MAX_BYTES / 2 ** 20} MiB`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function answerOf(url: URL, response: IncomingMessage, bytes: Uint8Array) {
  const text = new TextDecoder().decode(bytes);
  const all = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
  return {
    url: url.href,
    status: response.statusCode ?? 0,
    header: (name: string) => all[name.toLowerCase()],
    all,
    bytes,
    text,
    json: jsonOf(text),
    cookies: response.headers['set-cookie'] ?? [],
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
