import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it, mock } from 'node:test';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { FamilyAuthError } from '../../src/base/errors.ts';
import { connectClient } from '../../src/client/create-client.ts';
import { discover } from '../../src/client/discover.ts';
import { createProgramLogin } from '../../src/client/node.ts';
import type { Lie, Stand } from './lie.ts';
import { startTestBackend, testSession } from './test-backend.ts';

const FOLDER = new URL('./hostile/', import.meta.url);
const lies: readonly Lie[] = await Promise.all(
  readdirSync(FOLDER)
    .toSorted()
    .map(async (file) => ((await import(new URL(file, FOLDER).href)) as { default: Lie }).default),
);

const hasty: Clock = { ...systemClock, sleep: (_, signal) => systemClock.sleep(0, signal) };

async function withStand(told: Lie, work: (stand: Stand) => Promise<void>): Promise<void> {
  const backend = await startTestBackend();
  const clock = told.slow ? systemClock : hasty;
  try {
    await told.tell(backend);
    await work({
      backend,
      client: connectClient({ discovery: backend.discovery, session: await testSession(), clock }),
      discover: () => discover(backend.url),
      logIn: () => {
        const openUrl = async () => {};
        return createProgramLogin({ discovery: backend.discovery, clientId: 'portal', openUrl }).start({});
      },
      asked: (line) => backend.received.filter((request) => request.line === line).length,
    });
  } finally {
    await backend.close();
  }
}

/** Lets the time of timers run from when the backend has been asked, until the answer is there. */
async function quicken<Answer>({ backend }: Stand, asking: () => Promise<Answer>): Promise<Answer> {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    let settled = false;
    const answer = asking().finally(() => {
      settled = true;
    });
    answer.catch(() => {});
    while (!settled) {
      if (backend.received.length > 0) mock.timers.tick(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return await answer;
  } finally {
    mock.timers.reset();
  }
}

describe('a backend that', () => {
  for (const told of lies) {
    const { does, ends, slow } = told;
    it(`${does}: ${typeof ends === 'string' ? ends : 'the client goes on'}`, () =>
      withStand(told, async (stand) => {
        const asking = () => told.ask(stand);
        const answering = slow ? quicken(stand, asking) : asking();
        if (typeof ends === 'function') return ends(await answering, stand);
        await assert.rejects(answering, (error) => {
          assert.ok(error instanceof FamilyAuthError, `no typed error: ${String(error)}`);
          assert.equal(error.code, ends);
          return true;
        });
      }));
  }
});
