import type { FamilyAuthEventMap } from './element/events.ts';
import { FamilyAuthElement } from './element/family-auth.ts';

// The only side effect of this package. A second copy in one page, of another version perhaps, leaves the first in place.
if (typeof customElements !== 'undefined') {
  const there = customElements.get('family-auth');
  if (there === undefined) customElements.define('family-auth', FamilyAuthElement);
  else if (there !== FamilyAuthElement) {
    console.warn(
      'family-auth: <family-auth> is registered already, by another copy of the package. That one stays; load one copy only.',
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'family-auth': FamilyAuthElement;
  }
  interface HTMLElementEventMap extends FamilyAuthEventMap {}
}

export { FamilyAuthElement };
