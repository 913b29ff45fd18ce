interface Around {
  /** The backend's origin. */
  readonly backend: string;
  /** Whether the page may hold the frame of the backend's, in which the service runs. */
  readonly holdsFrame?: boolean;
  /** Whose pages may hold this one; none by default. */
  readonly heldBy?: readonly string[];
  /** The digest of the import map that pins the page's scripts, as `script-src` names it. */
  readonly importMap?: string;
}

/**
 * The Content-Security-Policy of a page with the element, in a portal's page as in the frame's: nothing else is needed. `docs/embed.md`
 * publishes the portal's word for word, but for the digest of an import map.
 */
export function elementPolicy({ backend, holdsFrame = false, heldBy = [], importMap }: Around): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${importMap === undefined ? '' : ` ${importMap}`}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    `connect-src 'self' ${backend}`,
    ...(holdsFrame ? [`frame-src ${backend}`] : []),
    `frame-ancestors ${heldBy.length > 0 ? heldBy.join(' ') : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types family-auth lit-html',
  ].join('; ');
}
