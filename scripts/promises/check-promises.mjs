import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCALES = ['zh-CN', 'en'];

/**
 * A sentence of a notice, in every language.
 *
 * @typedef {{'zh-CN': string, en: string, terms?: string[], kept?: {code: string, test: string, name: string}[], noPromise?: string}} Row
 * `terms`: names of `retention` in discovery whose length the sentence says. `kept`: what keeps it, `FILE#SYMBOL`, and the
 * test that fails without it. `noPromise`: why nothing is promised.
 * @typedef {{notice: string, about: string, problem: string}} Finding
 * @typedef {{notices: number, sentences: number, promises: number, tests: number, findings: Finding[]}} Report
 */

/**
 * Holds the notices against the table of what they promise: every sentence is a row, every row names code and a test that
 * are there, and every term that is named is the one that is announced.
 *
 * @param {string} root the repository's.
 * @param {Record<string, string>} retention as discovery announces it.
 * @returns {Report}
 */
export function checkPromises(root, retention) {
  const folder = join(root, 'sandbox/notices');
  /** @type {Record<string, Row[]>} */
  const table = JSON.parse(readFileSync(join(folder, 'promises.json'), 'utf8'));
  const texts = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  const notices = [...new Set(texts.map((name) => name.split('.')[0]))];
  /** @type {Finding[]} */
  const findings = [];
  const find = (notice, about, problem) => findings.push({ notice, about, problem });

  for (const notice of Object.keys(table))
    if (!notices.includes(notice)) find(notice, notice, 'no such notice');
  for (const notice of notices) {
    const rows = table[notice] ?? [];
    for (const locale of LOCALES) {
      const sentences = sentencesOf(readFileSync(join(folder, `${notice}.${locale}.txt`), 'utf8'), locale);
      const known = rows.map((row) => row[locale]);
      for (const sentence of sentences) if (!known.includes(sentence)) find(notice, sentence, 'is no row');
      for (const row of known) if (!sentences.includes(row)) find(notice, row, 'stands in no notice');
      if (sentences.join() !== known.join()) find(notice, locale, 'the rows stand in another order');
    }
    for (const row of rows)
      for (const problem of problemsOf(root, row, retention)) find(notice, row.en, problem);
  }
  const rows = Object.values(table).flat();
  const tests = rows.flatMap(({ kept = [] }) => kept.map(({ test, name }) => `${test} ${name}`));
  return {
    notices: notices.length,
    sentences: rows.length,
    promises: rows.filter(({ kept }) => kept).length,
    tests: new Set(tests).size,
    findings,
  };
}

/** The sentences under the title, without the numbers of their paragraphs. */
function sentencesOf(text, locale) {
  const paragraphs = text.split('\n').slice(1).filter(Boolean);
  return paragraphs.flatMap((paragraph) => {
    const bare = paragraph.replace(/^([一二三四五六七八九十]+、|\d+\. )/u, '');
    return bare.split(locale === 'en' ? /(?<=[.!?])\s+/u : /(?<=[。！？])/u);
  });
}

/** @param {Row} row */
function* problemsOf(root, row, retention) {
  const { kept, noPromise, terms = [] } = row;
  if (kept ? noPromise !== undefined || kept.length === 0 : !noPromise) {
    yield 'is to be either kept by something or no promise for a reason';
  }
  for (const { code, test, name } of kept ?? []) {
    if (!declares(root, code)) yield `no such code: ${code}`;
    if (!hasTest(root, test, name)) yield `no such test: ${test}: ${name}`;
  }
  for (const term of terms) {
    const length = retention[term];
    if (length === undefined) yield `no such term: ${term}`;
    else
      for (const locale of LOCALES)
        if (!says(row[locale], length, locale)) yield `${locale} does not say ${term} ${length}`;
  }
}

/** @param {string} code `FILE#SYMBOL` */
function declares(root, code) {
  const [file, symbol] = code.split('#');
  if (!symbol || !existsSync(join(root, file))) return false;
  const source = readFileSync(join(root, file), 'utf8');
  return new RegExp(`\\b(function\\*?|const|class)\\s+${symbol}\\b`).test(source);
}

function hasTest(root, file, name) {
  if (!existsSync(join(root, file))) return false;
  const source = readFileSync(join(root, file), 'utf8');
  const quoted = [`'${name.replaceAll("'", "\\'")}'`, `"${name}"`, `\`${name}\``];
  return quoted.some((text) => new RegExp(`\\b(it|test)\\(\\s*${escaped(text)}`).test(source));
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const ZH = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
const EN = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const chinese = (n) =>
  n <= 10 ? ZH[n] : n < 20 ? `十${ZH[n - 10]}` : `${ZH[Math.floor(n / 10)]}十${n % 10 ? ZH[n % 10] : ''}`;
const TEENS = { 15: 'fifteen', 14: 'fourteen', 30: 'thirty' };

/** Whether a sentence says a duration, `P7D` for instance, in words. */
function says(sentence, duration, locale) {
  const [, count, unit] = /^P(\d+)([DY])$/.exec(duration) ?? [];
  const n = Number(count);
  if (locale === 'zh-CN') return sentence.includes(`${chinese(n)}${unit === 'D' ? '天' : '年'}`);
  const noun = `${unit === 'D' ? 'day' : 'year'}${n === 1 ? '' : 's'}`;
  return sentence.includes(`${EN[n] ?? TEENS[n] ?? n} ${noun}`);
}
