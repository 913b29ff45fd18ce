import type { DetailsDraft, DetailsErrorCode, DetailsErrors } from '../identity/details.ts';
import { BackendError } from '../protocol/problem.ts';

const FIELD_OF_POINTER: Readonly<Record<string, keyof DetailsDraft>> = {
  '/name': 'name',
  '/id/type': 'idType',
  '/id/number': 'number',
  '/id/country': 'country',
  '/birthdate': 'birthdate',
  '/relationship': 'relationship',
};

const CODES: readonly DetailsErrorCode[] = [
  'name_missing',
  'name_too_long',
  'name_characters',
  'id_type_missing',
  'number_missing',
  'number_length',
  'number_characters',
  'number_region',
  'number_birthdate',
  'number_birthdate_future',
  'number_check_digit',
  'number_other_type',
  'number_old_15',
  'birthdate_missing',
  'birthdate_invalid',
  'birthdate_contradicts_number',
  'country_missing',
  'country_invalid',
  'relationship_missing',
  'relationship_full',
  'relationship_implausible',
  'own_number',
];

/** Which entries a backend refused, when it named them in terms of the form; else `null`. Pointers may begin with `/subject`. */
export function refusedEntries(error: unknown): DetailsErrors | null {
  if (!(error instanceof BackendError)) return null;
  const refused: DetailsErrors = {};
  for (const { pointer, code } of error.errors) {
    const field = FIELD_OF_POINTER[pointer.replace(/^\/subject/, '')];
    const known = CODES.find((candidate) => candidate === code);
    if (field && known) refused[field] = known;
  }
  return Object.keys(refused).length > 0 ? refused : null;
}
