import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';

/**
 * What Redocly finds fault with, by its strictest set of rules.
 *
 * @param {string} root the repository's.
 * @param {string} source an OpenAPI document.
 * @returns {Promise<string[]>} a line each: rule, sentence, place.
 */
export async function lintOpenapi(root, source) {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const found = await lintFromString({
    source,
    config,
    absoluteRef: join(root, 'src/protocol/openapi.json'),
  });
  return found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`);
}
