/** A phone held either way. */
const PHONE = '(max-width: 600px), (max-height: 500px)';

/**
 * Gives the frame the whole window, or takes it back. The top layer is used where there is one: no ancestor's `transform` or `overflow`
 * holds it back, and the frame is not loaded anew.
 *
 * @param why `camera`: on phones only. `covered`: something of the page lies over the frame.
 */
export function expand(frame: HTMLIFrameElement, why: 'camera' | 'covered' | null): void {
  const wanted = why === 'covered' || (why === 'camera' && matchMedia(PHONE).matches);
  if (wanted === frame.hasAttribute('data-expanded')) return;
  frame.toggleAttribute('data-expanded', wanted);
  if (typeof frame.showPopover !== 'function') return;
  if (wanted) {
    frame.popover = 'manual';
    frame.showPopover();
  } else {
    frame.hidePopover();
    frame.removeAttribute('popover');
  }
}
