import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseSync } from 'oxc-parser';
import { brokenSources, type Mutant } from '../../conformance/mutants/mutant.ts';
import { mutants } from '../../conformance/mutants/mutants.ts';
import { withoutMutant } from '../../conformance/mutants/without-mutant.ts';
import { requirementsOf } from '../../scripts/protocol/requirements.mjs';
import { root } from '../package/bundle-graph.ts';

const requirements: { id: string; level: string }[] = requirementsOf(root);
const ids = mutants.map(({ id }) => id);

describe('the broken sandboxes', () => {
  test('break a requirement each, no two the same', () => {
    const known = requirements.map(({ id }) => id);
    assert.deepEqual(
      [...ids, ...Object.keys(withoutMutant)].filter((id) => !known.includes(id)),
      [],
    );
    assert.deepEqual(ids, [...new Set(ids)]);
  });

  test('are there for every MUST but those that say why not', () => {
    const musts = requirements.filter(({ level }) => level === 'MUST').map(({ id }) => id);
    const named = new Set([...ids, ...Object.keys(withoutMutant)]);
    assert.deepEqual(
      musts.filter((id) => !named.has(id)),
      [],
    );
    assert.deepEqual(
      ids.filter((id) => id in withoutMutant),
      [],
    );
  });

  test('differ from the sandbox as it stands, and can be read', () => {
    for (const mutant of mutants) {
      for (const [file, text] of brokenSources(mutant)) {
        assert.notEqual(text, readFileSync(join(root, file), 'utf8'), `${mutant.id}: ${file}`);
        assert.deepEqual(parseSync(file, text).errors, [], `${mutant.id}: ${file}`);
      }
    }
  });

  test('are told apart from sources that changed under them', () => {
    const mutant: Mutant = {
      id: 'C01',
      does: 'nothing',
      edits: [{ file: 'package.json', find: 'no such line stands there', replace: '' }],
    };
    assert.throws(() => brokenSources(mutant), /Mutant C01 no longer fits package\.json/);
    const twice = { ...mutant, edits: [{ file: 'package.json', find: '"types"', replace: '' }] };
    assert.throws(() => brokenSources(twice), /occurs \d+ times/);
  });
});

test('a sandbox that nobody breaks is not there', () => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    ['conformance/mutants/sandbox.ts', '--break', 'C1'],
    { cwd: root, encoding: 'utf8' },
  );
  assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
  assert.match(stderr, /^--break C1: no sandbox breaks that\./);
});

test('a broken sandbox loads the broken source, and every other as it stands', () => {
  const program = `
    import { loadBroken } from './conformance/mutants/load-broken.ts';
    const edit = { file: 'sandbox/src/rules/retention.ts', find: 'REVIEW_DAYS = 15;', replace: 'REVIEW_DAYS = 16;' };
    loadBroken({ id: 'C109', does: '', edits: [edit] });
    const { REVIEW_DAYS, APPEAL_WINDOW_DAYS } = await import('./sandbox/src/rules/retention.ts');
    const { RELATIVES_MAX } = await import('./sandbox/src/rules/policy.ts');
    console.log(REVIEW_DAYS, APPEAL_WINDOW_DAYS, RELATIVES_MAX);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(stdout, '16 7 8\n', stderr);
});
