/** Names, numbers, ages: "Names and numbers". */
import { faultOf } from './documents.mjs';

const PROVINCES = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])(?!0000)/;
const HAN = /^\p{sc=Han}+(?:\u00b7\p{sc=Han}+)*$/u;
const ANY = /^[\p{sc=Han}\p{sc=Latin}\p{M}]+(?:(?:[ '’\u00b7-]|\. ?)[\p{sc=Han}\p{sc=Latin}\p{M}]+)*\.?$/u;

function checkCharacter(number) {
  const sum = [...number.slice(0, 17)].reduce((so, digit, i) => so + Number(digit) * (2 ** (17 - i) % 11), 0);
  return '10X98765432'[sum % 11];
}
const today = () => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10); // in China
const isDate = (text) => text >= '1900' && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
/** Full years on the day in China. */
export const age = (birthdate) => today().slice(0, 4) - birthdate.slice(0, 4) - (today().slice(5) < birthdate.slice(5) ? 1 : 0);

/** `{ birthdate }`, or `{ pointer, member }` of what cannot be. Pointers are under `/subject` (C47). */
export function checkSubject(subject) {
  const at = (pointer, member) => ({ pointer: `/subject${pointer}`, member });
  const shapes = { '/id/type': 'id_type_missing', '/id/number': 'number_length', '/id/country': 'country_invalid' };
  const fault = faultOf('Subject', subject?.constructor === Object ? subject : {});
  if (fault) return at(fault, { ...shapes, '/name': 'name_missing' }[fault] ?? 'birthdate_invalid');
  const { name, birthdate } = subject;
  const { type, country, number } = subject.id;
  if ([...name].length > 50) return at('/name', 'name_too_long');
  if (!(type === 'resident_id_card' ? HAN : ANY).test(name)) return at('/name', 'name_characters');
  if (type !== 'passport' && country !== 'CHN') return at('/id/country', 'country_invalid');
  const held = numberOf(type, number);
  if (held.member) return at('/id/number', held.member);
  if (birthdate === undefined) return held.birthdate ? held : at('/birthdate', 'birthdate_missing');
  if (!isDate(birthdate) || birthdate > today()) return at('/birthdate', 'birthdate_invalid');
  if (held.birthdate && held.birthdate !== birthdate) return at('/birthdate', 'birthdate_contradicts_number');
  return { birthdate };
}
function numberOf(type, number) {
  if (type === 'passport' && !/^[A-Z0-9]*$/.test(number)) return { member: 'number_characters' };
  if (type === 'passport') return number.length > 15 ? { member: 'number_length' } : {};
  if (type === 'foreign_permanent_resident_card' && /^[A-Z]{3}\d{12}$/.test(number)) return {};
  if (/^\d{15}$/.test(number)) return { member: 'number_old_15' };
  if (!/^\d*X?$/.test(number)) return { member: 'number_characters' };
  if (!/^\d{17}[\dX]$/.test(number)) return { member: number.length === 18 ? 'number_characters' : 'number_length' };
  const looks = /^8[123]0000/.test(number) ? 'residence' : number[0] === '9' ? 'foreign' : 'resident';
  const held = eighteen(number);
  if (!type.startsWith(`${looks}_`)) return { member: held.birthdate ? 'number_other_type' : 'number_region' };
  return looks === 'resident' && !PROVINCES.test(number) ? { member: 'number_region' } : held;
}
function eighteen(number) {
  const birthdate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isDate(birthdate)) return { member: 'number_birthdate' };
  if (birthdate > today()) return { member: 'number_birthdate_future' };
  return checkCharacter(number) === number[17] ? { birthdate } : { member: 'number_check_digit' };
}
/** All but the first and the last character; of two the second. */
export function mask(text) {
  const [first, ...rest] = [...text];
  return rest.length < 2 ? first + '*'.repeat(rest.length) : first + '*'.repeat(rest.length - 1) + rest.at(-1);
}
