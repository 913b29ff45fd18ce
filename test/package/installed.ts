import assert from 'node:assert/strict';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundle-graph.ts';

/** Builds a workspace's package, packs it, and installs the tarball in a folder, as a stranger would. */
export function installPacked(workspace: 'sandbox' | 'conformance', folder: string): void {
  run(process.execPath, ['scripts/build-package.mjs', workspace], root);
  run('npm', ['pack', '--pack-destination', folder], join(root, workspace, 'dist'));
  const [tarball] = globSync(`family-auth-${workspace}-*.tgz`, { cwd: folder });
  run('npm', ['install', '--no-audit', '--no-fund', `./${tarball}`], folder);
}

/** @returns what it wrote; it must end with 0. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${command} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Waits until a process has said that. */
export function untilSaid(child: ChildProcess, words: RegExp): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk;
      if (words.test(said)) resolve();
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.on('close', (code) => reject(new Error(`It ended with ${code}: ${said}`)));
  });
}

/** npx passes the signal on, and the sandbox ends when npx has. */
export function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.removeAllListeners('close').once('close', () => resolve());
    child.kill('SIGTERM');
  });
}
