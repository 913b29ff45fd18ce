import { setTimeout as sleep } from 'node:timers/promises';
import { NO_FAULT } from './pass-step.mjs';

/** The network is away for a moment: shorter than a call is tried again. */
export const shortCut = {
  name: 'network cut for 3 s',
  begin: ({ wire }) => wire.cut(),
  async end({ wire }) {
    await sleep(3_000);
    await wire.mend();
  },
};

/** The network stays away until the person is told so; when it is back, the flow goes on by itself. */
export const longCut = {
  name: 'network cut until the screen says so',
  shows: 'network_unreachable',
  begin: ({ wire }) => wire.cut(),
  async end({ wire, phases }) {
    await phases.until(['problem'], 60_000);
    await wire.mend();
  },
  recover: ({ page }) => page.waitForFunction(goneOn, null, { polling: 200 }),
};

/** The same on screens that stay, and say that they go on when the connection is back. */
export const longWait = {
  ...longCut,
  shows: 'offline',
  async end({ page, wire }, shown) {
    await page.waitForFunction(saysOffline, null, { polling: 200, timeout: 60_000 });
    shown.push('offline');
    await wire.mend();
  },
};

const goneOn = () => document.querySelector('family-auth').phase.kind !== 'problem';
const saysOffline = () => document.querySelector('family-auth').phase.offline === true;

export const restart = {
  name: 'backend restarted',
  begin: async (tab) => {
    tab.restarting = tab.sandbox.restart();
  },
  end: ({ restarting }) => restarting,
};

export const crash = {
  name: 'backend killed and started again',
  begin: async (tab) => {
    tab.restarting = tab.sandbox.restart({ how: 'kill' });
  },
  end: ({ restarting }) => restarting,
};

/** A fault that lies in how the stage was opened; the step itself is undisturbed. */
export const standing = (name) => ({ ...NO_FAULT, name });
