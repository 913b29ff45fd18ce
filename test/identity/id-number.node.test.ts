import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupNumber, mod11Dash2, validateIdNumber } from '../../src/identity/id-number.ts';
import type { IdType } from '../../src/protocol/common.ts';

const TODAY = '2026-11-23';
const read = (type: IdType, number: string) => validateIdNumber(type, number, TODAY);
const errorOf = (type: IdType, number: string) => {
  const reading = read(type, number);
  return reading.valid ? 'valid' : reading.error;
};
/** A number of the 18-character form with its check character. 1199xx was never an administrative code. */
const eighteen = (body: string) => body + mod11Dash2(body);

test('the check character agrees with the examples in GB 11643-1999 and the specimens of the other cards', () => {
  for (const example of [
    '11010519491231002X',
    '440524188001010014',
    '810000199408230021',
    '830000199201300022',
    '911124198108030024',
  ]) {
    assert.equal(mod11Dash2(example.slice(0, 17)), example[17], example);
  }
});

test('a resident number tells birth date and sex', () => {
  assert.deepEqual(read('resident_id_card', '11010519491231002X'), {
    valid: true,
    number: '11010519491231002X',
    birthdate: '1949-12-31',
    sex: 'female',
  });
  const man = read('resident_id_card', eighteen('11990119800101001'));
  assert.ok(man.valid && man.sex === 'male');
});

test('lower case, spaces and full-width digits are forgiven', () => {
  for (const typed of [
    '11010519491231002x',
    ' 110105 19491231 002X ',
    '１１０１０５１９４９１２３１００２Ｘ',
    '\u202D11010519491231002X\u202C',
  ]) {
    const reading = read('resident_id_card', typed);
    assert.ok(reading.valid && reading.number === '11010519491231002X', typed);
  }
});

test('each kind of wrong resident number has its own error', () => {
  const cases: readonly [string, string][] = [
    ['', 'number_missing'],
    ['  ', 'number_missing'],
    ['110105491231002', 'number_old_15'],
    ['1101051949123100', 'number_length'],
    ['1101051949123100201', 'number_length'],
    ['11010519491231002A', 'number_characters'],
    ['1101051949X2310021', 'number_characters'],
    ['110105194912310021', 'number_check_digit'],
    ['11010519491231002 0', 'number_check_digit'],
    [eighteen('00000019491231002'), 'number_region'],
    [eighteen('99000019491231002'), 'number_other_type'],
    [eighteen('66010119491231002'), 'number_region'],
    [eighteen('11990119491331002'), 'number_birthdate'],
    [eighteen('11990119490230002'), 'number_birthdate'],
    [eighteen('11990119000229002'), 'number_birthdate'],
    [eighteen('11990118001231002'), 'number_birthdate'],
    [eighteen('11990120261124002'), 'number_birthdate_future'],
    ['810000199408230021', 'number_other_type'],
    ['911124198108030024', 'number_other_type'],
  ];
  for (const [number, error] of cases) assert.equal(errorOf('resident_id_card', number), error, number);
});

test('leap days, people of a hundred years and those born today are accepted', () => {
  for (const body of ['11990120000229002', '11990119240229002', '11990120261123002']) {
    assert.equal(errorOf('resident_id_card', eighteen(body)), 'valid', body);
  }
});

test('residence permits are told from resident cards by 81, 82 and 83 0000', () => {
  for (const number of ['810000199408230021', '830000199201300022', eighteen('82000019900101001')]) {
    assert.equal(errorOf('residence_permit_hk_mo_tw', number), 'valid', number);
  }
  assert.equal(errorOf('residence_permit_hk_mo_tw', '11010519491231002X'), 'number_other_type');
  assert.equal(errorOf('residence_permit_hk_mo_tw', '840000199408230021'), 'number_region');
});

test('permanent resident cards are accepted in the forms of 2017 and 2023', () => {
  const newer = read('foreign_permanent_resident_card', '911124198108030024');
  assert.ok(newer.valid && newer.birthdate === '1981-08-03' && newer.sex === 'female');
  const older = read('foreign_permanent_resident_card', 'can110081080305');
  assert.ok(older.valid && older.number === 'CAN110081080305' && older.birthdate === null);
  const cases: readonly [string, string][] = [
    ['911124198108030025', 'number_check_digit'],
    ['CAN11008108030', 'number_length'],
    ['CA1100810803055', 'number_characters'],
    ['110105491231002', 'number_length'],
    ['11010519491231002X', 'number_other_type'],
  ];
  for (const [number, error] of cases) {
    assert.equal(errorOf('foreign_permanent_resident_card', number), error, number);
  }
});

test('passports are checked for charset and length only', () => {
  assert.equal(errorOf('passport', 'l898902c3'), 'valid');
  assert.equal(errorOf('passport', 'E-1234567'), 'number_characters');
  assert.equal(errorOf('passport', 'E123'), 'number_length');
  assert.equal(errorOf('passport', 'E123456789012345'), 'number_length');
});

test('a number of 18 is shown in groups of 6, 8 and 4 as it is typed', () => {
  for (const [typed, grouped] of [
    ['110101', null],
    ['1101011', '110101 1'],
    ['11010119491231', '110101 19491231'],
    ['11010119491231002x', '110101 19491231 002X'],
    ['110101 19491231 002X', '110101 19491231 002X'],
    ['1101011949123100200', null],
    ['CHN110101123456', null],
  ] as const) {
    assert.equal(groupNumber(typed), grouped, typed);
  }
});
