import { spawn } from 'node:child_process';
import { endGroup } from '../../../scripts/end-group.mjs';

/** What a framework's tools must know: no questions, no telemetry. */
const QUIET = { CI: '1', NEXT_TELEMETRY_DISABLED: '1', NG_CLI_ANALYTICS: 'false', SVELTE_TELEMETRY: '0' };
const LIMIT_MS = 900_000;

/** The environment of a shell outside this repository: under `npm run` there are settings of this one in it. */
const plainEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|INIT_CWD$)/.test(name)),
  );

function start(words, folder, environment) {
  const npm = process.env.npm_execpath;
  const [program, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(program, [...first, ...words.split(' ')], {
    cwd: folder,
    detached: true,
    env: { ...plainEnvironment(), ...QUIET, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-100_000);
    });
  }
  return { child, said: () => said };
}

/** Runs npm to its end. @returns `fault`: the end of what it said, where it did not go well; else null. */
export function runNpm(words, folder, environment = {}) {
  const { child, said } = start(words, folder, environment);
  const timer = setTimeout(() => endGroup(child), LIMIT_MS);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ fault: error.message, said: '' }));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ fault: code === 0 ? null : `npm ${words}: ${said().slice(-4000)}`, said: said() });
    });
  });
}

/**
 * Starts a server by npm and waits until it answers at `origin`.
 *
 * @returns {Promise<{end(): Promise<void>}>}
 */
export async function serveByNpm(words, folder, { origin, environment, limitMs = 120_000 }) {
  const { child, said } = start(words, folder, environment);
  const closed = new Promise((resolve) => child.on('close', resolve));
  const end = async () => {
    endGroup(child);
    await closed;
  };
  const untilMs = performance.now() + limitMs;
  for (;;) {
    const answers = await fetch(origin, { signal: AbortSignal.timeout(30_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answers) return { end };
    if (child.exitCode !== null || performance.now() > untilMs) {
      await end();
      throw new Error(`npm ${words} does not serve ${origin}: ${said().slice(-4000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
