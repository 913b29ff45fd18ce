import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { undocumented, undocumentedMembers } from './public-docs.ts';

describe('what a page or a program imports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-docs-'));
  after(() => rmSync(folder, { recursive: true }));

  test('has a sentence about each of its names', () => {
    assert.deepEqual(undocumented(), []);
  });

  test('has a sentence about each method and field', () => {
    assert.deepEqual(undocumentedMembers(), []);
  });

  test('is found wanting where a method or a field has none', () => {
    writeFileSync(
      join(folder, 'members.ts'),
      `/** A. */\nexport interface A {\n  /** Said. */\n  said(): void;\n  unsaid: number;\n}\n/** B. */\nexport class B {\n  #own = 1;\n  static s = 1;\n  run() {}\n}\n`,
    );
    assert.deepEqual(undocumentedMembers(['members.ts'], folder), [
      'members.ts A.unsaid',
      'members.ts B.run',
    ]);
  });

  test('is found wanting where a name of an entry, or of what it passes on, has none', () => {
    writeFileSync(
      join(folder, 'entry.ts'),
      `export { said, unsaid } from './room.ts';\nexport * from './all.ts';\nexport interface Bare {}\n`,
    );
    writeFileSync(
      join(folder, 'room.ts'),
      `/** Says what it is. */\nexport const said = 1;\n// No doc comment.\nexport const unsaid = 2;\nexport const kept = 3;\n`,
    );
    writeFileSync(join(folder, 'all.ts'), `/** */\nexport type Empty = 1;\n`);
    assert.deepEqual(undocumented(['entry.ts'], folder), ['all.ts Empty', 'entry.ts Bare', 'room.ts unsaid']);
  });
});
