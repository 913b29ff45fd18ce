import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { methodsFor } from '@family-auth/library/identity/age-rules.ts';
import { checkPromises } from '../../../scripts/promises/check-promises.mjs';
import { ageRules, methods } from '../../src/rules/policy.ts';
import { retention } from '../../src/rules/retention.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

describe('what the notices promise', () => {
  it('is kept by code and held by a test, sentence by sentence', () => {
    const { findings, promises } = checkPromises(ROOT, retention);
    assert.deepEqual(findings, []);
    assert.ok(promises > 0);
  });

  it('offers a way without a face at every age', () => {
    const withFace = ['face_liveness', 'portrait_photo'];
    for (let age = 0; age <= 110; age++) {
      const offered = methodsFor(methods, ageRules, age).filter((method) => !withFace.includes(method));
      assert.notDeepEqual(offered, [], `at ${age}`);
    }
  });
});

describe('the check of the notices', () => {
  const copies: string[] = [];
  after(() => {
    for (const copy of copies) rmSync(copy, { recursive: true });
  });

  /** What is found in a copy in which one file was changed. */
  const foundAfter = (file: string, change: (text: string) => string) => {
    const copy = mkdtempSync(join(tmpdir(), 'family-auth-test-'));
    copies.push(copy);
    for (const folder of ['sandbox/notices', 'sandbox/src', 'sandbox/test']) {
      cpSync(join(ROOT, folder), join(copy, folder), {
        recursive: true,
        filter: (source) => !source.includes('fixtures'),
      });
    }
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    const changed = change(text);
    assert.notEqual(changed, text, `${dirname(file)} was changed`);
    writeFileSync(path, changed);
    return checkPromises(copy, retention).findings.map(({ problem }) => problem);
  };

  it('finds a sentence that is no row', () => {
    const problems = foundAfter('sandbox/notices/face.zh-CN.txt', (text) => `${text}八、我们从不出错。\n`);
    assert.ok(problems.includes('is no row'));
  });

  it('finds a row whose sentence is gone', () => {
    const problems = foundAfter('sandbox/notices/face.en.txt', (text) =>
      text.replace('You may say no. ', ''),
    );
    assert.ok(problems.includes('stands in no notice'));
  });

  it('finds a test that is not there', () => {
    const name = 'of a rejection: its pictures for seven days';
    const problems = foundAfter('sandbox/test/retention/retention.test.ts', (text) =>
      text.replace(name, 'something'),
    );
    assert.ok(
      problems.some((problem) =>
        problem.startsWith('no such test: sandbox/test/retention/retention.test.ts'),
      ),
    );
  });

  it('finds code that is not there', () => {
    const problems = foundAfter('sandbox/src/retention/purge.ts', (text) =>
      text.replaceAll('purgeFingerprints', 'keepFingerprints'),
    );
    assert.ok(problems.includes('no such code: sandbox/src/retention/purge.ts#purgeFingerprints'));
  });

  it('finds a promise that nothing keeps', () => {
    const problems = foundAfter('sandbox/notices/promises.json', (text) =>
      text.replace(/"kept": \[[^\]]*\]/, '"kept": []'),
    );
    assert.ok(problems.some((problem) => problem.startsWith('is to be either kept')));
  });

  it('finds a term that is not the one announced', () => {
    const problems = foundAfter('sandbox/notices/promises.json', (text) =>
      text.replaceAll('最长审核十五天', '最长审核三十天'),
    );
    assert.ok(problems.includes('zh-CN does not say review P15D'));
  });
});
