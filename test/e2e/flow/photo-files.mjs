import { photographJpeg } from '../../../bench/documents/scene.mjs';
import { randomOf } from '../../../bench/people/random.mjs';

/** The specimen that is photographed for each role; a portrait comes from elsewhere. */
const SPECIMENS = {
  id_document: 'id-front',
  id_document_back: 'id-back',
  social_security_card: 'social-security-card',
};

/**
 * What a person chooses for a role: a photo of a specimen document, or their portrait.
 *
 * @param {string} role
 * @param {string} portrait path of a photo of the person
 */
export async function photoFile(role, portrait) {
  const specimen = SPECIMENS[role];
  if (specimen === undefined) return portrait;
  const buffer = await photographJpeg(specimen, {}, randomOf(1));
  return { name: `${role}.jpg`, mimeType: 'image/jpeg', buffer };
}
