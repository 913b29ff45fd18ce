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
 * a decision counts only while the browser says that what is clicked is in plain sight (Intersection Observer v2: nothing over it, no
 * transparency, no filter, no distortion). Where a browser cannot say, the pages that may hold the frame are the only guard.
 *
 * @param onCovered a decision was not taken: what is in the way must go.
 */
export function guardDecisions(element: FramedElement, onCovered: () => void): void {
  const sees = new WeakMap<Element, boolean>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isVisible } of entries as Seen[]) sees.set(target, isVisible);
    },
    { trackVisibility: true, delay: LOOK_MS, threshold: [0, 0.5, 1] } as IntersectionObserverInit,
  );
  if (!(observer as { trackVisibility?: boolean }).trackVisibility) return;
  const watch = () => {
    for (const control of element.shadowRoot?.querySelectorAll(DECISIONS) ?? []) observer.observe(control);
  };
  void element.updateComplete.then(() => {
    new MutationObserver(watch).observe(element.shadowRoot!, { childList: true, subtree: true });
    watch();
  });
  window.addEventListener(
    'click',
    (event) => {
      const control = (event.composedPath()[0] as Element).closest?.(DECISIONS);
      if (!control || sees.get(control) === true) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      onCovered();
    },
    { capture: true },
  );
}

interface Seen extends IntersectionObserverEntry {
  readonly isVisible: boolean;
}
