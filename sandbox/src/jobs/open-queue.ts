import { inArray } from 'drizzle-orm';
import { PgBoss } from 'pg-boss';
import { JOBS_SCHEMA, type OpenDatabase } from '../database/open-database.ts';
import { applications } from '../database/schema/applications.ts';
import type { Backend } from '../server/backend.ts';
import { describeFault } from '../server/describe-fault.ts';
import { cleanUp } from './clean-up.ts';
import { giveUpJob, type JudgingPorts, judgeJob } from './judge-job.ts';

const JUDGE = 'judge';
const GIVE_UP = 'judge-given-up';

/** How often the queue is looked at for what another process asked for, seconds. The lowest pg-boss allows. */
const POLLING_S = 0.5;
/** How long one judgement may take before it counts as lost, seconds. */
const JUDGING_DEADLINE_S = 180;
const RETRIES = 2;
const RETRY_DELAY_S = 2;
const CLEAN_UP_EVERY_MS = 60_000;

export interface Queue {
  enqueueJudgement(applicationId: string): Promise<void>;
  /** Takes up work that was asked for, by this process or by one that died, and begins cleaning up. */
  start(backend: Backend, ports: JudgingPorts): Promise<void>;
  /** Breaks off a judgement under way, which is made anew after the next start, and stops. */
  close(): Promise<void>;
}

/** The job queue in the same database (pg-boss): jobs survive a restart, and a failed judgement is tried again. */
export async function openQueue({ jobs }: OpenDatabase, log: (line: string) => void): Promise<Queue> {
  const boss = new PgBoss({ ...jobs, schema: JOBS_SCHEMA, schedule: false });
  boss.on('error', (error) => log(`queue: ${describeFault(error)}`));
  await boss.start();
  await boss.createQueue(GIVE_UP);
  await boss.createQueue(JUDGE, {
    deadLetter: GIVE_UP,
    retryLimit: RETRIES,
    retryDelay: RETRY_DELAY_S,
    expireInSeconds: JUDGING_DEADLINE_S,
  });
  let judging: string | undefined;
  const enqueueJudgement = async (applicationId: string) => {
    await boss.send(JUDGE, { applicationId });
    if (judging !== undefined) boss.notifyWorker(judging);
  };
  let timer: NodeJS.Timeout | undefined;
  const stopping = new AbortController();
  return {
    enqueueJudgement,
    async start(backend, ports) {
      const polling = { pollingIntervalSeconds: POLLING_S };
      judging = await boss.work<{ applicationId: string }>(JUDGE, polling, async ([job]) => {
        if (job === undefined) return;
        try {
          const signal = AbortSignal.any([job.signal, stopping.signal]);
          await judgeJob(backend, ports, job.data.applicationId, signal);
        } catch (error) {
          const fault = describeFault(error);
          log(`judgement of ${job.data.applicationId} failed: ${fault}`);
          // The queue keeps what it is thrown with the job, messages and all.
          throw new Error(fault);
        }
      });
      await boss.work<{ applicationId: string }>(GIVE_UP, polling, async ([job]) => {
        if (job !== undefined) await giveUpJob(backend, ports, job.data.applicationId);
      });
      await takeUpAgain(backend, enqueueJudgement);
      timer = setInterval(() => {
        cleanUp(backend).catch((error) => log(`clean-up: ${describeFault(error)}`));
      }, CLEAN_UP_EVERY_MS);
    },
    async close() {
      clearInterval(timer);
      stopping.abort(new Error('The sandbox stops.'));
      await boss.stop({ graceful: true, close: true, timeout: 10_000 });
    },
  };
}

/** A process may have died between accepting a submission and asking for its judgement, or in the middle of one. */
async function takeUpAgain({ db }: Backend, enqueue: (id: string) => Promise<void>): Promise<void> {
  const waiting = await db
    .select({ id: applications.id })
    .from(applications)
    .where(inArray(applications.status, ['submitted', 'processing']));
  for (const { id } of waiting) await enqueue(id);
}
