import { TransportError } from './errors.ts';

/** Whether a URL stays on this computer: the only place where plain `http:` is accepted. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

/**
 * Whether an address may be asked, opened or led to: `https:`, or `http:` on this computer. Never `javascript:`,
 * `data:` and the like, which would run in the page that opens them.
 */
export function isSafeUrl(address: string | URL): boolean {
  const url = parsed(address);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url));
}

function parsed(address: string | URL): URL | undefined {
  try {
    return new URL(address);
  } catch {
    return undefined; // not URL.canParse: Safari has it since 17 only
  }
}

/** `Retry-After` (RFC 9110 section 10.2.3), seconds or a date, in milliseconds from the answer's own `Date`, else from now. */
export function retryAfterMs(headers: Headers): number | undefined {
  const field = headers.get('Retry-After');
  if (field === null) return undefined;
  const now = headers.get('Date');
  const nowMs = now === null ? Date.now() : Date.parse(now);
  const ms = /^\d+$/.test(field) ? Number(field) * 1000 : Date.parse(field) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

const NULL_BODY_STATUSES = [204, 304];
/** Largest answer that is read, bytes, unpacked: many times what any answer of the protocol needs. */
const ANSWER_MAX_BYTES = 2 * 1024 * 1024;

/**
 * The same response with its body in memory.
 *
 * @throws TransportError `response_malformed`: it is larger than 2 MiB. The rest is not read.
 */
export async function readWhole(response: Response): Promise<Response> {
  if (response.type === 'opaqueredirect' || NULL_BODY_STATUSES.includes(response.status)) return response;
  const { status, statusText, headers } = response;
  return new Response(await readBytes(response), { status, statusText, headers });
}

async function readBytes({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const reader = body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) break;
    size += chunk.value.length;
    if (size > ANSWER_MAX_BYTES) {
      await reader?.cancel();
      throw new TransportError(
        'response_malformed',
        `An answer is larger than ${ANSWER_MAX_BYTES} bytes; no answer of the protocol is.`,
      );
    }
    chunks.push(chunk.value);
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
