import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HINTS } from '../../src/challenge/hint.ts';
import { chooseLocale, type Locale } from '../../src/locales/locale.ts';
import { LOCALES } from '../../src/locales/shipped.ts';
import { createWords } from '../../src/locales/words.ts';
import { PHOTO_ROLES, REASONS } from '../../src/protocol/application.ts';
import { ACTIONS } from '../../src/protocol/challenge.ts';
import { CONSENT_GIVERS, ID_TYPES, METHODS } from '../../src/protocol/common.ts';
import { PROBLEM_CODES } from '../../src/protocol/problem.ts';

const locales = Object.keys(LOCALES) as Locale[];
const han = /\p{Script=Han}/u;

function everyText(locale: Locale): [key: string, text: string][] {
  return Object.entries(LOCALES[locale]).flatMap(([section, texts]) =>
    Object.entries(texts as Record<string, string>).map(([key, text]): [string, string] => [
      `${section}.${key}`,
      text,
    ]),
  );
}

const placesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe('the words of each language', () => {
  for (const locale of locales) {
    const { text } = createWords(locale, LOCALES[locale]);

    test(`${locale} has words for every code that can reach a person`, () => {
      const lists: [Readonly<Record<string, string>>, readonly string[]][] = [
        [text.hint, HINTS],
        [text.action, ACTIONS],
        [text.pictogram, ACTIONS],
        [text.reason, REASONS],
        [text.reasonTodo, REASONS],
        [text.situation, PROBLEM_CODES],
        [text.method, METHODS],
        [text.methodAbout, METHODS],
        [text.photo, PHOTO_ROLES],
        [text.consentLabel, CONSENT_GIVERS],
        [text.numberHelp, ID_TYPES],
      ];
      for (const [words, codes] of lists) {
        for (const code of codes) assert.ok(words[code]?.trim(), `${locale}: no words for ${code}`);
      }
    });

    test(`${locale} leaves no text empty`, () => {
      for (const [key, words] of everyText(locale)) assert.ok(words.trim(), `${locale}: ${key}`);
    });

    test(`${locale} says in each situation both what it is and what to do`, () => {
      for (const [code, words] of Object.entries(text.situation)) {
        assert.ok(words.split('\n').length >= 2, `${locale}: ${code}`);
      }
    });

    test(`${locale} tells the failures of the camera apart`, () => {
      const camera = Object.entries(text.situation).filter(([code]) => code.startsWith('camera_'));
      assert.equal(new Set(camera.map(([, words]) => words)).size, camera.length);
    });
  }

  test('both languages fill in the same places', () => {
    const english = new Map(everyText('en'));
    for (const [key, words] of everyText('zh-CN')) {
      assert.deepEqual(placesIn(english.get(key) ?? ''), placesIn(words), key);
    }
  });

  test('English words are words, no names out of the code', () => {
    for (const [key, words] of everyText('en')) {
      assert.doesNotMatch(words.replace(/\{\w+\}/g, ''), /\b[a-z]{2,}[A-Z]|\w_\w/, key);
    }
  });

  test('English holds no Chinese, and Chinese is Chinese', () => {
    for (const [key, words] of everyText('en')) assert.ok(!han.test(words), key);
    for (const [key, words] of everyText('zh-CN')) {
      const own = words.replace(/\{\w+\}/g, '');
      assert.ok(han.test(own) || !/[A-Za-z]{3,}/.test(own), key);
    }
  });
});

describe('choosing the language', () => {
  test('any Chinese is zh-CN, any other language English, none is zh-CN', () => {
    assert.equal(chooseLocale('zh-Hant-TW'), 'zh-CN');
    assert.equal(chooseLocale('ZH'), 'zh-CN');
    assert.equal(chooseLocale('en-GB'), 'en');
    assert.equal(chooseLocale('ug'), 'en');
    assert.equal(chooseLocale(''), 'zh-CN');
    assert.equal(chooseLocale(undefined), 'zh-CN');
  });
});

describe('filling in', () => {
  test('a masked name is said without asterisks, in either script', () => {
    for (const locale of ['zh-CN', 'en'] as const) {
      const { fill } = createWords(locale, LOCALES[locale]);
      assert.equal(fill('{name}', { name: '李*华' }), '李某华');
      assert.equal(fill('{name}', { name: 'A***a' }), 'A…a');
    }
  });

  test('keeps no space between two Han characters, and keeps it elsewhere', () => {
    const { fill } = createWords('zh-CN', LOCALES['zh-CN']);
    assert.equal(fill('请让 {name} 本人', { name: '李小华' }), '请让李小华本人');
    assert.equal(fill('请让 {name} 本人', { name: 'Anna' }), '请让 Anna 本人');
  });

  test('leaves a place without a value as it is', () => {
    assert.equal(createWords('en', LOCALES.en).fill('{a} {b}', { a: 1 }), '1 {b}');
  });

  test('takes the plural form of the language', () => {
    const words = createWords('en', LOCALES.en);
    assert.equal(words.count('card', 'codeSeconds', 1), 'Renewed in 1 second');
    assert.equal(words.count('card', 'codeSeconds', 42), 'Renewed in 42 seconds');
    assert.equal(createWords('zh-CN', LOCALES['zh-CN']).count('card', 'codeSeconds', 1), '1 秒后更新');
  });

  test("lays the page's own texts over and keeps the others", () => {
    const { text } = createWords('en', LOCALES.en, { welcome: { login: 'Sign in' } });
    assert.equal(text.welcome.login, 'Sign in');
    assert.equal(text.welcome.register, 'Register');
  });

  test('has words for a code of a later version, and none for a property that every object has', () => {
    for (const locale of locales) {
      const words = createWords(locale, LOCALES[locale]);
      const { reason, reasonTodo, cardStatus } = words.text;
      assert.equal(words.wordFor('reason', 'duplicate'), reason.duplicate);
      for (const code of ['moon_phase', 'constructor', '__proto__', '']) {
        assert.equal(words.wordFor('reason', code), reason.other);
        assert.equal(words.wordFor('reasonTodo', code), reasonTodo.other);
        assert.equal(words.wordFor('cardStatus', code), cardStatus.other);
      }
    }
  });

  test('picks a text of the backend in the language at hand, else in zh-CN', () => {
    assert.equal(createWords('en', LOCALES.en).pick({ 'zh-CN': '母亲', en: 'Mother' }), 'Mother');
    assert.equal(createWords('en', LOCALES.en).pick({ 'zh-CN': '母亲' }), '母亲');
  });

  test('writes shares and dates as the language does', () => {
    assert.equal(createWords('en', LOCALES.en).percent(0.4), '40%');
    assert.match(createWords('zh-CN', LOCALES['zh-CN']).date('2026-06-01T06:30:00Z'), /2026年6月/);
  });
});
