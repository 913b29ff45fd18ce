/**
 * Keeps events that a script made (`isTrusted: false`: `click()`, `dispatchEvent`) from pressing a button or ticking a box: what is
 * agreed to and sent off is a person's own doing. Text that a password manager or an assistive tool fills in still arrives.
 */
export function refuseSyntheticEvents(root: Node): void {
  for (const type of ['click', 'input', 'change', 'submit'])
    root.addEventListener(type, refuse, { capture: true });
}

function refuse(event: Event): void {
  if (event.isTrusted || !decides(event)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Presses and ticks decide; typing does not. */
function decides({ type, target }: Event): boolean {
  if (type === 'click' || type === 'submit') return true;
  return target instanceof HTMLInputElement && (target.type === 'checkbox' || target.type === 'radio');
}
