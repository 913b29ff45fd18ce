import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordError } from '../../src/access/passwords.ts';

const PARTICULARS = ['安建国', '118801196004118277', '19600411', '13800000001'];

test('a password that others would try first is refused, whatever its length', () => {
  for (const password of [
    'password',
    'Password1!',
    'p@ssw0rd',
    '12345678',
    '88888888',
    'a123456789',
    'Aa123456',
    'abcd1234',
    'qwertyuiop',
    '1qaz2wsx',
    'iloveyou',
    '19600411',
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    '13800000001',
    '118801196004118277',
    '安建国19600411',
  ]) {
    assert.equal(passwordError(password, PARTICULARS), 'password_common', password);
  }
});

test('a password that somebody who speaks Chinese would try first is refused as well', () => {
  for (const password of [
    '5201314520',
    '1314520520',
    'woaini1314',
    'Woaini1314',
    'woaini5201314',
    'aini1314',
    'woshishui',
    'laopowoaini',
    'woaiwojia',
    'wodemima123',
    'tianchangdijiu',
    'wang5201314',
    'zhangwei1990',
    'mima1234',
  ]) {
    assert.equal(passwordError(password, PARTICULARS), 'password_common', password);
  }
});

test('words that have nothing to do with each other will do, in any script; seven characters will not', () => {
  for (const password of [
    'enter nothing real',
    'long enough',
    '我的密码很长很长',
    'hongshaorou he baifan',
    'tK7-vm2q',
  ]) {
    assert.equal(passwordError(password, PARTICULARS), undefined, password);
  }
  assert.equal(passwordError('tK7-vm2', PARTICULARS), 'password_short');
});
