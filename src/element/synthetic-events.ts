/**
 * Keeps events that a script made (`isTrusted: false`: `click()`, `dispatchEvent`) from pressing a button or ticking a box: what is
 * agreed to and sent off is a person's own doing. Text that a password manager or an assistive tool fills in still arrives.
 */
export function refuseSyntheticEvents(root: Node): void {
  for (const type of ['click', 'input', 'change', 'submit'])
    root.addEventListener(type, refuse, { capture: true });
}

/** Clicks of a person that were held back for a moment. */
const repeated = new WeakSet<Event>();

/** Makes a click of a person's happen after all, that was held back until it was known what they saw. */
export function repeatClick(control: Element): void {
  const event = new MouseEvent('click', { bubbles: true, cancelable: true, composed: true });
  repeated.add(event);
  control.dispatchEvent(event);
}

export const isRepeated = (event: Event): boolean => repeated.has(event);

function refuse(event: Event): void {
  if (event.isTrusted || isRepeated(event) || !decides(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Presses and ticks decide; typing does not. */
function decides({ type, target }: Event): boolean {
  if (type === 'click' || type === 'submit') return true;
  return target instanceof HTMLInputElement && (target.type === 'checkbox' || target.type === 'radio');
}
