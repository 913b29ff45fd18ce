import { setTimeout as sleep } from 'node:timers/promises';

/** How often a page is looked at, milliseconds. */
const LOOK_MS = 100;

/**
 * Runs scripts in each page that a window comes to, once it is there, and hands on what they tell: for browsers that have no scripts
 * before a page's own, or whose pages stand still with them.
 *
 * @param {(call: Function, arg?: any) => Promise<any>} evaluate calls a function in the window's page
 */
export function createVisitor(evaluate) {
  const scripts = [];
  const exposed = new Map();
  let stopped = false;
  let isLooking = false;

  async function visit() {
    const visited = await evaluate(() => globalThis.__told !== undefined);
    if (!visited) {
      await evaluate(arrive, [...exposed.keys()]);
      for (const [script, arg] of scripts) await evaluate(script, arg);
    }
    const told = await evaluate(() => globalThis.__told?.splice(0) ?? []);
    for (const [name, value] of told) exposed.get(name)?.(JSON.parse(value));
  }
  async function look() {
    while (!stopped) {
      await sleep(LOOK_MS);
      await visit().catch(() => undefined); // it is on its way to another page
    }
  }
  return {
    visit,
    async add(script, arg) {
      scripts.push([script, arg]);
    },
    async expose(name, call) {
      exposed.set(name, call);
      if (!isLooking) look();
      isLooking = true;
    },
    stop() {
      stopped = true;
    },
  };
}

/** Run in the page: what it tells is kept until the next look. */
function arrive(names) {
  globalThis.__told = [];
  for (const name of names) {
    globalThis[name] = (value) => {
      globalThis.__told.push([name, JSON.stringify(value)]);
    };
  }
}
