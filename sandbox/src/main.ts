import { requireNode } from '../../scripts/node-version.mjs';
import { refuseSwallowedOptions } from '../../scripts/npm-options.mjs';
import { whenNpmEnds } from '../../scripts/when-npm-ends.mjs';
import { HELP, parseOptions } from './options/parse-options.ts';
import { StartError } from './options/start-error.ts';
import type { Sandbox } from './server/start-sandbox.ts';

requireNode();
refuseSwallowedOptions();

try {
  const parsed = parseOptions(process.argv.slice(2));
  if (parsed.help) process.stdout.write(HELP);
  else {
    // Loaded late, so that a wrong option is answered at once.
    const { startSandbox } = await import('./server/start-sandbox.ts');
    const starting = startSandbox({ ...parsed.options, log: (line) => console.error(line) });
    stopInTime(starting);
    announce(await starting);
  }
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}

function announce({ portalUrl, backendUrl, reviewer, counterUrl, enrolmentUrl }: Sandbox): void {
  console.log(`
A test system: enter nothing real. 测试环境，请勿填写真实信息。

  Portal    ${portalUrl}
  Backend   ${backendUrl}
  Reviewer  ${reviewer.url}  (any name, password ${reviewer.password})
  Counter   ${counterUrl}  (the same password 社保窗口)
  Own face  ${enrolmentUrl}  (to walk before your own camera 用自己的摄像头)

Ctrl-C stops it; the next start takes up its data again.`);
}

/** Closes it in order when a signal says so, or when the npm that started this is gone; also while it is still starting. */
function stopInTime(starting: Promise<Sandbox>): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    console.log('\nStopping…');
    const sandbox = await starting.catch(() => undefined);
    await sandbox?.close();
    console.log('Stopped.');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  whenNpmEnds(stop);
}
