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
