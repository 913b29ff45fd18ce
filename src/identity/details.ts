import type { IdType } from '../protocol/common.ts';

/** What the person has typed so far, exactly as typed. */
export interface DetailsDraft {
  readonly name: string;
  readonly idType: IdType | '';
  readonly number: string;
  /** `YYYY-MM-DD`; asked for only where the number does not hold it. */
  readonly birthdate: string;
  /** ISO 3166-1 alpha-3, asked for only with a passport. */
  readonly country: string;
  readonly relationship: string;
}

export const EMPTY_DETAILS: DetailsDraft = {
  name: '',
  idType: '',
  number: '',
  birthdate: '',
  country: '',
  relationship: '',
};

/** Why an entry cannot be right: every code. Words are in `locales/`. */
export const DETAILS_ERROR_CODES = [
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
] as const;
export type DetailsErrorCode = (typeof DETAILS_ERROR_CODES)[number];

export type DetailsErrors = Partial<Record<keyof DetailsDraft, DetailsErrorCode>>;
