import { FamilyAuthPreviewElement } from '../../src/element/preview-element.ts';

if (!customElements.get('family-auth-preview')) {
  customElements.define('family-auth-preview', FamilyAuthPreviewElement);
}

/** The screens of the element without a backend; clicks of a test count. */
export const createPreview = (): FamilyAuthPreviewElement => new FamilyAuthPreviewElement();
