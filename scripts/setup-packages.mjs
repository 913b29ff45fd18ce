import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isNewEnough, lowestNode } from './command.mjs';
import { runStep } from './run-step.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const lockfile = join(root, 'package-lock.json');
const mark = join(root, 'node_modules', '.setup');

/**
 * Installs the packages of package-lock.json unless that very lockfile is already installed. Answers the Node under
 * which npm runs the scripts that follow: the one that came with the packages, else the machine's own.
 */
export async function installPackages() {
  const digest = createHash('sha256').update(readFileSync(lockfile)).digest('hex');
  if (!isInstalled(digest)) {
    await npmCi();
    writeFileSync(mark, `${digest}\n`);
  }
  return pinnedNode();
}

function isInstalled(digest) {
  if (existsSync(mark) && readFileSync(mark, 'utf8').trim() === digest) return true;
  if (!matchesInstalled()) return false;
  writeFileSync(mark, `${digest}\n`);
  return true;
}

/** Whether npm itself has already installed what the lockfile says (it keeps its own list in node_modules). */
function matchesInstalled() {
  const listed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(listed)) return false;
  const installed = JSON.parse(readFileSync(listed, 'utf8')).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(lockfile, 'utf8')).packages);
  return wanted.every(
    ([path, entry]) =>
      !path.startsWith('node_modules/') ||
      entry.optional ||
      (installed[path]?.version === entry.version && existsSync(join(root, path))),
  );
}

async function npmCi() {
  // Under npm this very npm; else the one on the PATH. Its own Node, as ours may lie in the folder that it empties.
  const npm = process.env.npm_execpath;
  const node = process.env.npm_node_execpath ?? process.execPath;
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runStep(
    'installing the packages, about 900 MB on disk, one to three minutes',
    npm ? node : 'npm',
    npm ? [npm, ...args] : args,
  );
  if (code !== 0) {
    throw new Error(
      'the packages could not be installed (npm says why above). ' +
        'Is the network open, and npm\'s registry reachable ("npm ping")? Then run the same command again.',
    );
  }
}

function pinnedNode() {
  const pinned = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (!version(pinned)) linkNode(pinned);
  const program = [pinned, 'node'].find((candidate) => version(candidate));
  const found = program && version(program);
  if (found && isNewEnough(found)) return program;
  throw new Error(
    `Node ${found ?? process.version} is too old and the Node 24 that comes with the packages is missing ` +
      `(there is none for ${process.platform} ${process.arch}, or it was not installed). ` +
      `Install Node ${lowestNode} or newer, or remove node_modules and try again.`,
  );
}

/** npm 10 installs the package with Node in it, but leaves out the link in node_modules/.bin. */
function linkNode(pinned) {
  const inside = join(`node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (process.platform === 'win32' || !existsSync(join(root, 'node_modules', inside))) return;
  rmSync(pinned, { force: true });
  symlinkSync(join('..', inside), pinned);
}

function version(program) {
  const { status, stdout } = spawnSync(program, ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return status === 0 ? stdout.trim() : undefined;
}
