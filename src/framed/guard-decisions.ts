import { isRepeated, repeatClick } from '../element/synthetic-events.ts';
import type { FramedElement } from './framed-element.ts';

/** What a person agrees to, sends off or ends. */
const DECISIONS = [
  'input[type="checkbox"]',
  ...['agree', 'submit', 'confirm', 'send-appeal', 'withdraw', 'open-camera'].map(
    (name) => `[part~="button-${name}"]`,
  ),
].join();

/** Least time between two looks that a browser allows, milliseconds. */
const LOOK_MS = 100;

/**
 * Against a page that lays something over the frame, or shows it as another thing, so that a person clicks on what they do not see:
 * a decision counts only where the browser says that what is clicked was in plain sight (Intersection Observer v2: nothing over it, no
 * transparency, no filter, no distortion). Where a browser cannot say, the pages that may hold the frame are the only guard.
 *
 * @param onCovered a decision was not taken: what is in the way must go.
 */
export function guardDecisions(element: FramedElement, onCovered: () => void): void {
  /** Of a control in the window: whether it was in plain sight when the browser last looked. */
  const seen = new WeakMap<Element, boolean>();
  const observer = observe((entries) => {
    for (const { target, isIntersecting, isVisible } of entries) {
      if (isIntersecting) seen.set(target, isVisible);
      else seen.delete(target);
    }
  });
  if (!observer.trackVisibility) return;
  const watch = () => {
    for (const control of element.shadowRoot?.querySelectorAll(DECISIONS) ?? []) observer.observe(control);
  };
  void element.updateComplete.then(() => {
    new MutationObserver(watch).observe(element.shadowRoot!, { childList: true, subtree: true });
    watch();
  });
  const onClick = (event: MouseEvent) => {
    const control = (event.composedPath()[0] as Element).closest?.(DECISIONS);
    if (!control || isRepeated(event) || seen.get(control) === true) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // What came into the window a moment ago is looked at once more; what was covered needs another click.
    const wasCovered = seen.get(control) === false;
    look(control, (isVisible) => {
      if (!isVisible) onCovered();
      else if (!wasCovered && event.isTrusted) repeatClick(control);
    });
  };
  window.addEventListener('click', onClick, { capture: true });
}

interface Seen extends IntersectionObserverEntry {
  readonly isVisible: boolean;
}

function observe(onSeen: (entries: Seen[]) => void): IntersectionObserver & { trackVisibility?: boolean } {
  const options = { trackVisibility: true, delay: LOOK_MS, threshold: [0, 0.5, 1] };
  return new IntersectionObserver(
    (entries) => onSeen(entries as Seen[]),
    options as IntersectionObserverInit,
  );
}

/** What the browser says of a control now. */
function look(control: Element, onSeen: (isVisible: boolean) => void): void {
  const observer = observe((entries) => {
    observer.disconnect();
    onSeen(entries.at(-1)?.isVisible ?? false);
  });
  observer.observe(control);
}
