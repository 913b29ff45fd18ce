// A sandbox in a process of its own, so that it can be stopped, or killed, and started again on the same data.

import { startSandbox } from '../../../sandbox/src/server/start-sandbox.ts';

const sandbox = await startSandbox(JSON.parse(process.argv[2]));
const { portalUrl, backendUrl, reviewUrl, counterUrl, demoStaff } = sandbox;
process.send({ started: { portalUrl, backendUrl, reviewUrl, counterUrl, demoStaff } });

process.on('message', async (message) => {
  if (message === 'inspect') process.send({ inspected: await sandbox.inspect() });
  if (message !== 'close') return;
  await sandbox.close();
  process.exit(0);
});
process.on('disconnect', () => process.exit(0));
