import type { FamilyAuthEventMap } from './element/events.ts';
import { FamilyAuthElement } from './element/family-auth.ts';

// The only side effect of this package. A second import, or a second version in one page, leaves the first in place.
if (typeof customElements !== 'undefined' && !customElements.get('family-auth')) {
  customElements.define('family-auth', FamilyAuthElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'family-auth': FamilyAuthElement;
  }
  interface HTMLElementEventMap extends FamilyAuthEventMap {}
}

export { FamilyAuthElement };
