import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskName, maskNumber } from '../../src/identity/mask.ts';
import { checkName } from '../../src/identity/name.ts';

test('Han names are accepted, rare characters of every plane included', () => {
  for (const name of [
    '张伟',
    '欧阳娜娜',
    '\u{20BB7}野',
    '王\u{323B0}',
    '李\uF900',
    '〇三',
    '张'.repeat(50),
  ]) {
    assert.deepEqual(checkName(name, 'resident_id_card'), { name, rewritten: false, error: null });
  }
});

test('a name is never normalised', () => {
  assert.equal(checkName('\uF900', 'resident_id_card').name, '\uF900');
  assert.equal(checkName('Jose\u0301', 'passport').name, 'Jose\u0301');
});

test('look-alikes of the separator become U+00B7 and that is reported', () => {
  for (const dot of ['\u2022', '\u30FB', '\uFF65', '\u2027', '\u22C5', '\u2219', '\u0387', '.', '．']) {
    assert.deepEqual(checkName(`阿卜杜拉${dot}艾山`, 'resident_id_card'), {
      name: '阿卜杜拉\u00B7艾山',
      rewritten: true,
      error: null,
    });
  }
  assert.equal(checkName('阿卜杜拉\u00B7艾山', 'resident_id_card').rewritten, false);
});

test('space typed between characters is dropped and that is reported; between Latin words it stays', () => {
  for (const typed of ['张 伟', '张\u3000伟', '阿卜杜拉 · 艾山']) {
    const { name, rewritten, error } = checkName(typed, 'resident_id_card');
    assert.deepEqual([name.includes(' '), rewritten, error], [false, true, null], typed);
  }
  assert.equal(checkName('José de la Cruz', 'passport').name, 'José de la Cruz');
  assert.equal(checkName('陈 Anna', 'passport').name, '陈 Anna');
});

test('surrounding space is dropped without a word', () => {
  assert.deepEqual(checkName('\u3000张伟 ', 'resident_id_card'), {
    name: '张伟',
    rewritten: false,
    error: null,
  });
});

test('names of people from elsewhere may hold Latin letters, spaces, apostrophes and hyphens', () => {
  for (const name of [
    "Anne-Marie O'Neill",
    'José de la Cruz',
    'Nguyễn Thị',
    'J. R. Smith',
    'Martin Jr.',
    '陈 Anna',
  ]) {
    assert.equal(checkName(name, 'passport').error, null, name);
  }
  assert.equal(checkName('Anna', 'resident_id_card').error, 'name_characters');
});

test('what cannot be a name is refused by kind', () => {
  assert.equal(checkName(' ', 'resident_id_card').error, 'name_missing');
  assert.equal(checkName('张'.repeat(51), 'resident_id_card').error, 'name_too_long');
  assert.equal(checkName('\u{20BB7}'.repeat(50), 'resident_id_card').error, null);
  for (const name of ['张3', '·张伟', '张伟·', '张··伟', '<b>', '张\u0000', '张伟😀', '-Anna', 'Anna  B']) {
    assert.equal(
      checkName(name, name.includes('A') ? 'passport' : 'resident_id_card').error,
      'name_characters',
      name,
    );
  }
});

test('masks leave the ends', () => {
  assert.equal(maskName('李建华'), '李*华');
  assert.equal(maskName('张伟'), '张*');
  assert.equal(maskName('\u{20BB7}一二'), '\u{20BB7}*二');
  assert.equal(maskName('张'), '张');
  assert.equal(maskNumber('119901198001010017'), '1****************7');
  assert.equal(maskNumber('L898902C3'), 'L*******3');
  assert.equal(maskNumber('A1'), '**');
  assert.equal(maskNumber('A12'), 'A*2');
});
