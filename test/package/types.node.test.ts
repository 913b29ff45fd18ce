import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { root } from './bundle-graph.ts';

describe("the package's types, as another project sees them", () => {
  let project = '';

  before(() => {
    project = mkdtempSync(join(tmpdir(), 'family-auth-consumer-'));
    mkdirSync(join(project, 'node_modules'));
    symlinkSync(root, join(project, 'node_modules', 'family-auth'), 'junction');
    writeFileSync(join(project, 'package.json'), '{"type": "module"}');
    writeFileSync(
      join(project, 'page.ts'),
      `import 'family-auth/define';
       import type { FamilyAuthClient } from 'family-auth/client';
       import * as library from 'family-auth';
       import * as testing from 'family-auth/testing';
       const element = document.createElement('family-auth');
       element.setAttribute('lang', 'zh-CN');
       const isElement: HTMLElement extends typeof element ? false : true = true;
       export type Discovery = FamilyAuthClient['discovery'];
       export const used = [library, testing, isElement];`,
    );
  });

  after(() => rmSync(project, { recursive: true, force: true }));

  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ]) {
    test(`compile strictly with module resolution ${moduleResolution}`, () => {
      const compilerOptions = {
        target: 'es2022',
        lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
        module,
        moduleResolution,
        strict: true,
        noEmit: true,
        types: [],
      };
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['page.ts'] }));
      const compiler = join(root, 'node_modules', '@typescript', 'native', 'bin', 'tsc');
      const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' });
      assert.equal(status, 0, stdout);
    });
  }
});
