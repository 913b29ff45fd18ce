import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { en } from '../../src/locales/en.ts';
import { PROBLEM_CODES, PROBLEM_STATUS } from '../../src/protocol/problem.ts';
import { linksOf, read, root } from './pages.ts';

/** Every code of the unions: the words of a locale are exhaustive by type over those that a person meets. */
const codes = [...Object.keys(en.situation), ...serverCodes()];

const pages = readdirSync(join(root, 'docs/errors'))
  .map((name) => name.replace(/\.md$/, ''))
  .filter((name) => name !== 'index');

/** The codes of `family-auth/server`, which no person meets. */
function serverCodes(): readonly string[] {
  const [, union] = /type ResultErrorCode =([^;]+);/.exec(read('src/base/errors.ts'))!;
  return [...union!.matchAll(/'(\w+)'/g)].map(([, code]) => code!);
}

/** The class of each code that is no problem document's, read from the unions themselves. */
function classes(): Map<string, string> {
  const source = read('src/base/errors.ts');
  const unions = [...source.matchAll(/type (\w+)ErrorCode =([^;]+);/g)];
  const named = unions.flatMap(([, name, union]) =>
    [...union!.matchAll(/'(\w+)'/g)].map(([, code]) => [code!, `${name}Error`] as const),
  );
  const single = [...source.matchAll(/class (\w+) extends FamilyAuthError<'(\w+)'>/g)];
  return new Map([...named, ...single.map(([, name, code]) => [code!, name!] as const)]);
}

describe('the pages about errors', () => {
  test('are one for each code, and none for a code that is no more', () => {
    assert.deepEqual([...pages].sort(), [...codes].sort());
  });

  test('say which class of error has the code, and a backend’s HTTP status', () => {
    const classOf = classes();
    const expected = (code: string) => {
      const ofProblem = PROBLEM_CODES.find((each) => each === code);
      const says = [
        ...(ofProblem ? [`\`BackendError\`, HTTP ${PROBLEM_STATUS[ofProblem]}`] : []),
        ...(classOf.has(code) ? [`\`${classOf.get(code)}\``] : []),
      ];
      return says.join('; ') || 'Situation of the `problem` screen';
    };
    for (const code of pages) {
      assert.equal(read(`docs/errors/${code}.md`).split('\n')[2], expected(code), `docs/errors/${code}.md`);
    }
  });

  test('say why it occurred and what to do', () => {
    for (const code of pages) {
      const text = read(`docs/errors/${code}.md`);
      assert.match(text, new RegExp(`^# \`${code}\`\n`), code);
      assert.match(text, /^## Why it occurred\n\n\S/m, code);
      assert.match(text, /^## What to do\n\n\S/m, code);
    }
  });

  test('are all listed on the first of them', () => {
    const listed = linksOf('docs/errors/index.md').map(({ path }) => path);
    assert.deepEqual(
      pages.filter((code) => !listed.includes(`docs/errors/${code}.md`)),
      [],
    );
  });
});
