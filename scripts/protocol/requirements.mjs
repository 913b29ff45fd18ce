import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What checks a requirement: a test of this repository (`test`, its file, and `name`), the conformance kit (`kit`: what it needs
 * for it), or nothing that looks from outside (`unchecked`: why).
 *
 * @typedef {{test: string, name: string} | {kit: string} | {unchecked: string}} Check
 * Who must do it (`obliges`) is the backend unless docs/protocol/obliged.json says otherwise; `notFromOutside` says why nobody who
 * looks at a backend from outside can tell.
 *
 * @typedef {'backend' | 'provider' | 'client' | 'portal' | 'operator'} Party
 * @typedef {{id: string, level: 'MUST' | 'SHOULD', sentence: string, page: string, obliges: Party[], notFromOutside?: string,
 *   check: Check | undefined}} Requirement
 */

const LINE = /^- \*\*([A-Z]\d{2,3})\*\* (.+)$/gm;
const KEY_WORD = /\b(?:MUST|SHOULD)(?: NOT)?\b/;
/** In the order of their profiles. */
const PROFILES = 'CLHS';

/**
 * Every requirement of the protocol's pages, in the order of their ids.
 *
 * @param {string} root the repository's.
 * @returns {Requirement[]}
 */
export function requirementsOf(root) {
  /** @type {Record<string, Check>} */
  const checks = JSON.parse(readFileSync(join(root, 'docs/protocol/checks.json'), 'utf8'));
  const { notFromOutside, ...parties } = JSON.parse(
    readFileSync(join(root, 'docs/protocol/obliged.json'), 'utf8'),
  );
  const obliges = (id) => {
    const named = Object.keys(parties).filter((party) => parties[party].includes(id));
    return named.length > 0 ? named : ['backend'];
  };
  return protocolPages(root)
    .flatMap(({ page, text }) =>
      [...text.matchAll(LINE)].map(([, id, sentence]) => ({
        id,
        level: /\bMUST\b/.test(sentence) ? 'MUST' : 'SHOULD',
        sentence,
        page,
        obliges: obliges(id),
        ...(id in notFromOutside ? { notFromOutside: notFromOutside[id] } : {}),
        check: checks[id],
      })),
    )
    .sort((a, b) => rankOf(a.id) - rankOf(b.id));
}

/**
 * What the conformance kit goes by, conformance/requirements.json: each with what obliges whom.
 *
 * @param {readonly Requirement[]} requirements
 */
export const forTheKit = (requirements) =>
  `${JSON.stringify(
    requirements.map(({ check: _, ...requirement }) => requirement),
    null,
    2,
  )}\n`;

const rankOf = (id) => PROFILES.indexOf(id[0]) * 1000 + Number(id.slice(1));

/**
 * Lines with a key word in capitals but without an id; the one that explains the words themselves names BCP 14.
 *
 * @param {string} text
 * @returns {string[]}
 */
export const looseKeyWords = (text) =>
  text
    .replace(LINE, '')
    .split('\n')
    .filter((line) => KEY_WORD.test(line) && !line.includes('BCP 14'));

/**
 * @param {string} root the repository's.
 * @returns {{page: string, text: string}[]}
 */
export const protocolPages = (root) =>
  readdirSync(join(root, 'docs/protocol'))
    .filter((name) => name.endsWith('.md') && name !== 'requirements.md')
    .sort()
    .map((page) => ({ page, text: readFileSync(join(root, 'docs/protocol', page), 'utf8') }));

const tableOf = (requirements) =>
  [
    '| id | level | page | checked by |',
    '| --- | --- | --- | --- |',
    ...requirements.map(
      ({ id, level, page, check }) =>
        `| ${id} | ${level} | [${page.replace(/\.md$/, '')}](${page}) | ${inWords(check)} |`,
    ),
  ].join('\n');

function inWords(check) {
  if (check === undefined) return '';
  if ('test' in check) return `\`${check.test}\``;
  return 'kit' in check ? `the conformance kit: ${check.kit}` : `not from outside: ${check.unchecked}`;
}

const TABLE = /\| id \| level \|[\s\S]*?(?=\n\n)/;

/**
 * The page with the table that `requirements` make.
 *
 * @param {string} text
 * @param {readonly Requirement[]} requirements
 */
export const withTable = (text, requirements) => text.replace(TABLE, () => tableOf(requirements));
