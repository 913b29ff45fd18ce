/** Whether a URL stays on this computer: the only place where plain `http:` is accepted. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}
