import { html, nothing } from 'lit';
import type { View } from '../view.ts';

/** A test system says so on every screen. */
export const testMark = ({ words }: View, testSystem: boolean) =>
  testSystem ? html`<p class="test-mark" part="test-mark">${words.text.common.testMark}</p>` : nothing;
