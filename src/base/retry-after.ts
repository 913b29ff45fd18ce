/** `Retry-After` (RFC 9110 section 10.2.3), seconds or a date, in milliseconds from the answer's own `Date`, else from now. */
export function retryAfterMs(headers: Headers): number | undefined {
  const field = headers.get('Retry-After');
  if (field === null) return undefined;
  const now = headers.get('Date');
  const nowMs = now === null ? Date.now() : Date.parse(now);
  const ms = /^\d+$/.test(field) ? Number(field) * 1000 : Date.parse(field) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
