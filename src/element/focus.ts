/** Whether the focus is the element's own or nobody's: then it may be moved without taking it from the page. */
function mayMoveFocus(host: HTMLElement): boolean {
  const root = host.getRootNode() as Document | ShadowRoot;
  // In a frame, whose page the person is not in, a focus would take theirs away from the page around it.
  if (window.self !== window.top && !document.hasFocus()) return false;
  const active = document.activeElement;
  return root.activeElement === host || active === null || active === document.body;
}

/** Moves the focus to the first of `selectors` that is there, unless the person is elsewhere in the page. */
export function moveFocus(host: HTMLElement, selectors: readonly string[]): boolean {
  if (!mayMoveFocus(host)) return false;
  for (const selector of selectors) {
    const target = host.shadowRoot?.querySelector<HTMLElement>(selector);
    if (!target) continue;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'nearest' });
    const { top, bottom } = host.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) target.closest('section, :host')?.scrollIntoView({ block: 'start' });
    return true;
  }
  return false;
}
