import { fileURLToPath } from 'node:url';

/** The specimen that is photographed for each role; a portrait comes from elsewhere. */
const SPECIMENS = {
  id_document: 'id-front',
  id_document_back: 'id-back',
  social_security_card: 'social-security-card',
};

/**
 * The file that a person chooses for a role: a photo of a specimen document, or their portrait.
 *
 * @param {string} role
 * @param {string} portrait path of a photo of the person
 */
export function photoFile(role, portrait) {
  const specimen = SPECIMENS[role];
  if (specimen === undefined) return portrait;
  return fileURLToPath(new URL(`../../fixtures/documents/${specimen}.jpg`, import.meta.url));
}
