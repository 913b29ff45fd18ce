import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNpm } from './run-npm.mjs';

const PAGE = `import 'family-auth/define';
import * as library from 'family-auth';
import * as browser from 'family-auth/browser';
import * as client from 'family-auth/client';
import * as program from 'family-auth/client/node';
import { FamilyAuth, type FamilyAuthAttributes } from 'family-auth/react';
import * as server from 'family-auth/server';
import * as testing from 'family-auth/testing';
import { familyAuth } from 'family-auth/vite';

const element = document.createElement('family-auth');
element.clientId = 'your-portal';
element.addEventListener('family-auth-complete', ({ detail }) => console.log(detail.status.length));
// @ts-expect-error there is no such engine
element.engine = 'steam';
const attributes: FamilyAuthAttributes = { 'client-id': 'your-portal' };
export const used = [library, browser, client, program, server, testing, FamilyAuth, familyAuth, attributes];
`;

const MODULES = [
  ['nodenext', 'nodenext'],
  ['node16', 'node16'],
  ['esnext', 'bundler'],
];

/**
 * Checks the package's types as a page would, strictly and declarations included, under each compiler.
 *
 * @returns {Promise<{typescript: string, moduleResolution: string, passes: boolean, fault: string|null}[]>}
 */
export async function checkCompilers(versions, tarball) {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-types-'));
  const rows = [];
  try {
    writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}');
    writeFileSync(join(folder, 'page.ts'), PAGE);
    const packages = `${tarball} react@19 @types/react@19 @types/node@22 @lit/react`;
    const { fault } = await runNpm(`install --no-audit --no-fund --loglevel=error ${packages}`, folder);
    if (fault) throw new Error(fault);
    for (const version of versions) rows.push(...(await underCompiler(folder, version)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

async function underCompiler(folder, version) {
  const compiler = join(folder, `typescript-${version}`);
  mkdirSync(compiler);
  writeFileSync(join(compiler, 'package.json'), '{"private": true}');
  const installed = await runNpm(`install --no-audit --no-fund typescript@${version}`, compiler);
  const rows = [];
  for (const [module, moduleResolution] of MODULES) {
    const compilerOptions = {
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable'],
      module,
      moduleResolution,
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      types: [],
    };
    const config = join(folder, `tsconfig.${moduleResolution}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ['page.ts'] }));
    const { fault } = installed.fault
      ? installed
      : await runNpm(`exec --prefix ${compiler} -- tsc -p ${config}`, compiler);
    rows.push({ typescript: version, moduleResolution, passes: fault === null, fault });
  }
  return rows;
}
