import type { IdType } from '../protocol/common.ts';
import type { DetailsErrorCode } from './details.ts';

/** Longest name in code points: fields of at least 50 characters, i.e. 25 Han (Minwei notice 2016 No. 33). */
const LONGEST = 50;

/** The separator of transliterated names, U+00B7. */
const SEPARATOR = '\u00B7';
/** What keyboards produce in its place: bullets, katakana and hyphenation dots, operators, and a Greek one. */
const LOOK_ALIKES = /[\u0387\u16EB\u2022\u2024\u2027\u2219\u22C5\u2E31\u2E33\u30FB\uA78F\uFE52\uFF65]/gu;

/** Han as far as planes 2 and 3 go, so that characters newer than the browser's Unicode tables are not refused. */
const HAN = '\\p{Script=Han}\\u{20000}-\\u{3FFFD}\\u{E0100}-\\u{E01EF}';
/** Typed to set characters apart, as on a form with boxes; no document has one there. */
const SPACE_BESIDE_HAN = new RegExp(`(?<=[${HAN}${SEPARATOR}])\\s+(?=[${HAN}${SEPARATOR}])`, 'gu');
const FULL_STOP_BETWEEN_HAN = new RegExp(`(?<=[${HAN}])[.\\uFF0E](?=[${HAN}])`, 'gu');
const HAN_NAME = new RegExp(`^[${HAN}]+(${SEPARATOR}[${HAN}]+)*$`, 'u');
const ANY_NAME = new RegExp(
  `^[${HAN}\\p{Script=Latin}\\p{M}]+(([ '\\u2019${SEPARATOR}-]|\\. ?)[${HAN}\\p{Script=Latin}\\p{M}]+)*\\.?$`,
  'u',
);

export interface CheckedName {
  /** The name as it goes on the wire. Never normalised (NFC would turn U+F900 into another character). */
  readonly name: string;
  /** A look-alike of the separator became U+00B7, or a space between Han was dropped; the person is shown the result. */
  readonly rewritten: boolean;
  readonly error: Extract<DetailsErrorCode, `name_${string}`> | null;
}

/**
 * Checks a name as typed. Surrounding space and space between Han is dropped, and look-alikes of the separator
 * become U+00B7; nothing else is touched. Latin letters are expected on the documents of people from elsewhere, not on a resident identity card.
 */
export function checkName(typed: string, idType: IdType | ''): CheckedName {
  const trimmed = typed.trim();
  const name = trimmed
    .replace(LOOK_ALIKES, SEPARATOR)
    .replace(FULL_STOP_BETWEEN_HAN, SEPARATOR)
    .replace(SPACE_BESIDE_HAN, '');
  return { name, rewritten: name !== trimmed, error: nameError(name, idType) };
}

function nameError(name: string, idType: IdType | ''): CheckedName['error'] {
  if (name === '') return 'name_missing';
  if ([...name].length > LONGEST) return 'name_too_long';
  return (idType === 'resident_id_card' ? HAN_NAME : ANY_NAME).test(name) ? null : 'name_characters';
}
