import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { and, inArray, notExists, sql } from 'drizzle-orm';
import { fromDrizzle, type Job, PgBoss } from 'pg-boss';
import { settleHeldDecisions } from '../applications/held-decisions.ts';
import { checkpointInTime } from '../audit/checkpoint-news.ts';
import type { Backend } from '../context/backend.ts';
import type { Database } from '../database/database.ts';
import { isConnectionLost } from '../database/lost-connections.ts';
import { JOBS_SCHEMA, type OpenDatabase } from '../database/open-database.ts';
import { type ApplicationRow, applications } from '../database/schema/applications.ts';
import { describeFault } from '../errors/errors.ts';
import { makeLeftPlain } from '../evidence/plain-pictures.ts';
import { CHECKPOINT_EVERY_S } from '../rules/policy.ts';
import { cleanUp } from './clean-up.ts';
import { giveUpJob, type JudgingPorts, judgeJob } from './judge-job.ts';

export const JUDGE = 'judgement';
const GIVE_UP = 'judgement-given-up';
const QUEUES = [JUDGE, GIVE_UP];

/** How often the queue is looked at, seconds: retries come due, and a notification may have been lost. */
const POLLING_S = 1;
/** How long one judgement may take before it counts as lost, seconds. */
const JUDGING_DEADLINE_S = 180;
/** A job whose process has said nothing for so long is given to another, seconds. The lowest pg-boss allows. */
const HEARTBEAT_S = 10;
const RETRIES = 4;
/** Before the first retry, seconds; then about twice as long each time. */
const RETRY_DELAY_S = 2;
/** How often lost jobs and lost processes are looked for, seconds. */
const SUPERVISION_S = 10;
/** How long a job that is done is kept, seconds. */
const DONE_KEPT_S = 86_400;
const REPAIRS_MAX = 1000;
const LOST_CONNECTION_PAUSE_MS = 500;
/**
 * Judgements under way in this process: one for each that looks at pictures (see `openPictureReader`), and one that is
 * loaded or recorded meanwhile. More would only hold more evidence in memory.
 */
export const JUDGED_AT_ONCE = Math.min(Math.max(availableParallelism(), 2), 5);
const CLEAN_UP_EVERY_MS = 60_000;
/** How often reviewers' decisions are settled that cannot be taken back any more. */
const HELD_EVERY_MS = 1000;

type Transaction = Parameters<typeof fromDrizzle>[0];

export interface Queue {
  requestJudgement: Backend['requestJudgement'];
  /** Takes up work that was asked for, by this process or by one that died, and begins cleaning up. */
  start(backend: Backend, ports: JudgingPorts): Promise<void>;
  /** Breaks off a judgement under way, which is made anew after the next start, and stops. */
  close(): Promise<void>;
}

/**
 * The job queue in the same database (pg-boss). A job is written with what it is for, survives a restart, and is tried
 * again when a judgement fails or its process dies.
 */
export async function openQueue({ jobs }: OpenDatabase, log: (line: string) => void): Promise<Queue> {
  const boss = await openBoss(jobs, log);
  const requestJudgement: Queue['requestJudgement'] = async (tx, application) => {
    const { id, version } = application;
    const priority = await turnOf(tx, JUDGE, application);
    const db = fromDrizzle(tx as Transaction, sql);
    await boss.send(JUDGE, { applicationId: id }, { singletonKey: `${id}:${version}`, priority, db });
  };
  const timers: NodeJS.Timeout[] = [];
  const stopping = new AbortController();
  return {
    requestJudgement,
    async start(backend, ports) {
      await startWorkers(boss, backend, ports, stopping.signal);
      const repair = () => requestLost(backend, requestJudgement);
      await repair();
      timers.push(
        every(SUPERVISION_S * 1000, 'lost jobs', repair, log),
        every(HELD_EVERY_MS, 'held decisions', () => settleHeldDecisions(backend, ports.registry), log),
        every(CLEAN_UP_EVERY_MS, 'clean-up', () => cleanUp(backend), log),
        every(CHECKPOINT_EVERY_S * 1000, 'audit', () => checkpointInTime(backend), log),
        // Apart from it: what decodes may be slow or fail, and no deadline waits for that.
        every(CLEAN_UP_EVERY_MS, 'plain pictures', () => makeLeftPlain(backend), log),
      );
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      stopping.abort(new Error('The sandbox is stopping.'));
      await boss.stop({ graceful: true, close: true, timeout: 10_000 });
    },
  };
}

async function openBoss(jobs: OpenDatabase['jobs'], log: (line: string) => void): Promise<PgBoss> {
  const boss = new PgBoss({
    ...jobs,
    schema: JOBS_SCHEMA,
    schedule: false,
    registerInstance: false,
    // Tells workers of a job when its transaction commits, in every process.
    useListenNotify: true,
    superviseIntervalSeconds: SUPERVISION_S,
    monitorIntervalSeconds: SUPERVISION_S,
  });
  boss.on('error', quietly(log));
  await boss.start();
  const shared = {
    notify: true,
    retryLimit: RETRIES,
    retryDelay: RETRY_DELAY_S,
    retryBackoff: true,
    expireInSeconds: JUDGING_DEADLINE_S,
    heartbeatSeconds: HEARTBEAT_S,
    deleteAfterSeconds: DONE_KEPT_S,
  };
  await boss.createQueue(GIVE_UP, shared);
  await boss.createQueue(JUDGE, { ...shared, policy: 'exclusive', deadLetter: GIVE_UP });

  // Of version 0.1, which wrote a job at every start: what waits there gets its one job by start().
  for (const former of ['judge', 'judge-given-up']) await boss.deleteQueue(former);
  return boss;
}

/** Takes up what is asked for until the queue stops, which breaks off what is under way. */
async function startWorkers(
  boss: PgBoss,
  backend: Backend,
  ports: JudgingPorts,
  stopped: AbortSignal,
): Promise<void> {
  const polling = { pollingIntervalSeconds: POLLING_S, notifyPollingIntervalSeconds: POLLING_S };
  const judge = async ({ data: { applicationId }, signal: late }: Job<{ applicationId: string }>) => {
    const signal = AbortSignal.any([late, stopped]);
    try {
      await whileConnectionsAreLost(signal, () => judgeJob(backend, ports, applicationId, signal));
    } catch (error) {
      const fault = describeFault(error);
      backend.log(`judgement of ${applicationId} failed: ${fault}`);
      // The queue keeps what it is thrown with the job, messages and all.
      throw new Error(fault);
    }
  };
  for (let i = 0; i < JUDGED_AT_ONCE; i++) {
    let worker = '';
    worker = await boss.work<{ applicationId: string }>(JUDGE, polling, async ([job]) => {
      // Where there was one there may be more: no waiting for the next poll.
      boss.notifyWorker(worker);
      if (job !== undefined) await judge(job);
    });
  }
  await boss.work<{ applicationId: string }>(GIVE_UP, polling, async ([job]) => {
    if (job !== undefined) await giveUpJob(backend, ports, job.data.applicationId);
  });
}

/** Does work again and again, one turn at a time. */
function every(
  ms: number,
  name: string,
  work: () => Promise<void>,
  log: (line: string) => void,
): NodeJS.Timeout {
  let running = false;
  const turn = async () => {
    if (running) return;
    running = true;
    await work().catch((error) => log(`${name}: ${describeFault(error)}`));
    running = false;
  };
  return setInterval(turn, ms);
}

/** Waiting for a judgement without a job can only come about outside this code; nobody is to wait for ever. */
async function requestLost({ db, log }: Backend, request: Queue['requestJudgement']): Promise<void> {
  const jobs = sql.raw(`${JOBS_SCHEMA}.job`);
  const waiting = db
    .select({ found: sql`1` })
    .from(sql`${jobs} as job`)
    .where(
      sql`job.name in ${QUEUES} and job.state < 'completed' and job.data->>'applicationId' = ${applications.id}`,
    );
  const lost = await db
    .select()
    .from(applications)
    .where(and(inArray(applications.status, ['submitted', 'processing']), notExists(waiting)))
    .limit(REPAIRS_MAX);
  for (const row of lost) {
    log(`judgement of ${row.id}: its job was lost and is written again`);
    await db.transaction((tx) => request(tx, row));
  }
}

/** A database that is gone for a moment is no failure of the judgement, and could not even be told of one. */
async function whileConnectionsAreLost(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isConnectionLost(error) || signal.aborted) throw error;
      await pause(LOST_CONNECTION_PAUSE_MS, undefined, { signal });
    }
  }
}

/** While the database is gone every poll fails: that is worth a line now and then. */
function quietly(log: (line: string) => void): (error: unknown) => void {
  let mutedUntilMs = 0;
  return (error) => {
    const lost = isConnectionLost(error);
    if (lost && Date.now() < mutedUntilMs) return;
    if (lost) mutedUntilMs = Date.now() + SUPERVISION_S * 1000;
    log(`queue: ${describeFault(error)}`);
  };
}

/**
 * The priority of a judgement's job, so that operators take turns however much each of them sends (start-time fair
 * queueing, Goyal, Vin and Cheng 1997): the turn after the operator's own last one, but none before those that are being
 * served now, so that nobody saves up turns. Turns count downwards from 0, because the queue serves the highest priority
 * first, and among equal ones the oldest; with nothing under way and nothing waiting they begin anew.
 */
async function turnOf(
  tx: Database,
  queue: string,
  { operatorSub, id }: Pick<ApplicationRow, 'operatorSub' | 'id'>,
): Promise<number> {
  const job = sql.raw(`${JOBS_SCHEMA}.job`);
  // A job is keyed by its application's version, which rises by one when it is taken up.
  const own = sql`
    select ${applications.id} || ':' || ${applications.version} - taken from ${applications}, (values (0), (1)) as t (taken)
    where ${applications.operatorSub} = ${operatorSub} and ${applications.id} <> ${id}
      and ${applications.status} in ('submitted', 'processing')`;
  const { rows } = (await tx.execute(sql`
    select least(
      coalesce(
        (select min(priority) from ${job} where name = ${queue} and state = 'active'),
        (select max(priority) from ${job} where name = ${queue} and state < 'active'),
        0
      ),
      (select min(priority) - 1 from ${job} where name = ${queue} and state <= 'active' and singleton_key in (${own}))
    ) as turn`)) as unknown as { rows: { turn: number }[] };
  return rows[0]!.turn;
}
