import { findFreePorts } from '../../../sandbox/src/server/find-free-ports.ts';
import { installStack } from './build-stack.mjs';
import { runNpm, serveByNpm } from './run-npm.mjs';
import { visitPage } from './visit-page.mjs';

/**
 * One stack from installation to the camera. What a fault leaves untried counts as false.
 *
 * @returns {Promise<{name: string, builds: boolean, types: boolean, welcome: boolean, login: boolean, engine: boolean, fault: string|null}>}
 */
export async function tryStack(stack, { tarball, browser, keep }) {
  const row = {
    name: stack.name,
    builds: false,
    types: false,
    welcome: false,
    login: false,
    engine: false,
    fault: null,
  };
  const ports = await choosePorts();
  const backend = `http://127.0.0.1:${ports.sandbox + 1}`;
  const installed = await installStack(stack, { tarball, backend });
  const { folder } = installed;
  try {
    demand(installed.fault);
    demand((await runNpm(stack.build, folder)).fault);
    row.builds = true;
    const { fault } = await runNpm('run typecheck', folder);
    row.types = fault === null;
    Object.assign(row, await visitAll(stack, folder, { browser, ports }));
    row.fault ??= fault;
  } catch (error) {
    row.fault = error.message;
  } finally {
    if (keep) console.error(`   ${stack.name} stays in ${folder}`);
    else installed.remove();
  }
  return row;
}

/** Every way in which the stack serves its page; what is reached counts where it is reached in all of them. */
async function visitAll({ serve, isolation, heading, hidden, own }, folder, { browser, ports }) {
  const origin = `http://localhost:${ports.page}`;
  const reached = { welcome: true, login: true, engine: true, fault: null };
  for (const words of serve) {
    const server = await serveByNpm(words, folder, { origin, environment: { PORT: `${ports.page}` } });
    try {
      const visit = await visitPage(browser, {
        origin,
        sandboxPort: ports.sandbox,
        isolation,
        heading,
        hidden,
        own,
      });
      for (const name of ['welcome', 'login', 'engine']) reached[name] &&= visit[name];
      reached.fault ??= visit.fault && `npm ${words}: ${visit.fault}`;
    } finally {
      await server.end();
    }
  }
  return reached;
}

function demand(fault) {
  if (fault !== null) throw new Error(fault);
}

/**
 * Free ports for a sandbox, which takes two that follow one another, and for the page. Below those that systems give out by
 * themselves: minutes pass until they are used.
 */
async function choosePorts() {
  for (;;) {
    const sandbox = 20_000 + 4 * Math.floor(Math.random() * 2_000);
    const free = [sandbox, sandbox + 2].map((port) => findFreePorts(port));
    const results = await Promise.allSettled(free);
    if (results.every(({ status }) => status === 'fulfilled')) return { sandbox, page: sandbox + 2 };
  }
}
