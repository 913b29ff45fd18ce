import { readFile } from 'node:fs/promises';
import { syntheticActivationCode } from './activation-code.ts';
import type { CitizenRegistry } from './citizen-registry.ts';
import { SYNTHETIC_CITIZENS, SYNTHETIC_OPERATORS, type SyntheticCitizen } from './synthetic-citizens.ts';

/** The folder with the rendered people's videos and photos: `anna.webm`, `anna.idphoto.jpg`. */
export const RENDERED_PEOPLE = new URL(
  '.',
  import.meta.resolve('@family-auth/library/testing/people/NOTICE.md'),
);

/** The sandbox's registry: synthetic people, with the photos of rendered ones. */
export function syntheticRegistry(
  citizens: readonly SyntheticCitizen[] = [...SYNTHETIC_CITIZENS, ...SYNTHETIC_OPERATORS],
): CitizenRegistry {
  const byNumber = new Map(citizens.map((citizen) => [`${citizen.idType} ${citizen.number}`, citizen]));
  return {
    find: async (idType, number) => byNumber.get(`${idType} ${number}`),
    activationCode: async ({ number }) => syntheticActivationCode(number),
    async photo({ idType, number }) {
      const person = byNumber.get(`${idType} ${number}`)?.person;
      return person
        ? new Uint8Array(await readFile(new URL(`${person}.idphoto.jpg`, RENDERED_PEOPLE)))
        : undefined;
    },
  };
}
