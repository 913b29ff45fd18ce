/** Names, numbers, ages; the planted people of this test backend. None of them is real: region 8801 is given to nobody. */
const PROVINCES = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])/;
const HAN = /^\p{sc=Han}+(?:\u00b7\p{sc=Han}+)*$/u;
const ANY = /^[\p{sc=Han}\p{sc=Latin}][\p{sc=Han}\p{sc=Latin}\p{M}]*(?:(?:\. |[ '’\u00b7-])[\p{sc=Han}\p{sc=Latin}\p{M}]+)*$/u;
const TYPES = ['resident_id_card', 'residence_permit_hk_mo_tw', 'foreign_permanent_resident_card', 'passport'];

export function checkCharacter(seventeen) {
  const sum = [...seventeen.slice(0, 17)].reduce((so, digit, i) => so + Number(digit) * (2 ** (17 - i) % 11), 0);
  return '10X98765432'[sum % 11];
}
/** Today in China, `YYYY-MM-DD`. */
export const today = () => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
const isDate = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
/** Full years on the day in China. */
export const age = (birthdate) => today().slice(0, 4) - birthdate.slice(0, 4) - (today().slice(5) < birthdate.slice(5) ? 1 : 0);

/** `{ birthdate }`, or `{ pointer, member }` of what cannot be. Pointers are under `/subject` (C47). */
export function checkSubject(subject) {
  const at = (pointer, member) => ({ pointer: `/subject${pointer}`, member });
  const { name, id, birthdate } = subject ?? {};
  if (typeof name !== 'string' || name === '') return at('/name', 'name_missing');
  if ([...name].length > 150) return at('/name', 'name_too_long');
  const { type, country, number } = id ?? {};
  if (!TYPES.includes(type)) return at('/id/type', 'id_type_missing');
  if (!(type === 'resident_id_card' ? HAN : ANY).test(name)) return at('/name', 'name_characters');
  if (!/^[A-Z]{3}$/.test(country) || (type !== 'passport' && country !== 'CHN')) return at('/id/country', 'country_invalid');
  if (typeof number !== 'string' || number === '') return at('/id/number', 'number_missing');
  const held = type === 'passport' ? passport(number) : chinese(type, number);
  if (held.member) return at('/id/number', held.member);
  if (birthdate === undefined) return held.birthdate ? held : at('/birthdate', 'birthdate_missing');
  if (!isDate(birthdate) || birthdate > today()) return at('/birthdate', 'birthdate_invalid');
  if (held.birthdate && held.birthdate !== birthdate) return at('/birthdate', 'birthdate_contradicts_number');
  return { birthdate };
}
function passport(number) {
  if (!/^[A-Z0-9]*$/.test(number)) return { member: 'number_characters' };
  return number.length < 5 || number.length > 15 ? { member: 'number_length' } : {};
}
function chinese(type, number) {
  if (type === 'foreign_permanent_resident_card' && /^[A-Z]{3}\d{12}$/.test(number)) return {};
  if (type === 'resident_id_card' && /^\d{15}$/.test(number)) return { member: 'number_old_15' };
  if (number.length !== 18) return { member: 'number_length' };
  if (!/^\d{17}[\dX]$/.test(number)) return { member: 'number_characters' };
  const permit = /^8[123]0000/.test(number);
  const looks = permit ? TYPES[1] : number[0] === '9' ? TYPES[2] : TYPES[0];
  if (looks !== type) return { member: 'number_other_type' };
  if (type === 'resident_id_card' && (!PROVINCES.test(number) || number.slice(2, 6) === '0000'))
    return { member: 'number_region' };
  const birthdate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isDate(birthdate)) return { member: 'number_birthdate' };
  if (birthdate > today()) return { member: 'number_birthdate_future' };
  return checkCharacter(number) === number[17] ? { birthdate } : { member: 'number_check_digit' };
}

export const maskName = (name) => `${[...name].at(0)}*${[...name].length < 3 ? '' : [...name].at(-1)}`;
export const maskNumber = (number) => `${number[0]}${'*'.repeat(number.length - 2)}${number.at(-1)}`;

const person = (name, seventeen, more = {}) => ({ name, number: seventeen + checkCharacter(seventeen), ...more });
/** Whom the register of this test backend knows: approved, or refused for `reason`; after `review` seconds under review. */
export const REGISTER = [
  person('施素珍', '11880119530214814'),
  person('阿依古丽·买买提𠮷', '11880119880312802', { review: 3 }),
  person('柯小禾', '11880120190601202'),
  person('施远山', '11880119510703101', { reason: 'evidence_quality' }),
  person('柯知远', '11880119850120303', { review: 3600, reason: 'relationship_unproven' }),
];
export const ACCOUNTS = [
  person('柯明远', '11880119880516505', { login: 'kemingyuan', password: 'test-1' }),
  person('施安然', '11880119900909606', { login: 'shianran', password: 'test-2' }),
].map((account, i) => ({ ...account, id: `operator-${i + 1}`, birthdate: chinese(TYPES[0], account.number).birthdate }));
