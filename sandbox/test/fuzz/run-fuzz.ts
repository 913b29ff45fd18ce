import fc from 'fast-check';
import { PLANTED } from './arbitraries.ts';
import { breachOf, OPERATIONS, type Operation } from './contract.ts';
import { type Answer, exchange, exchangeBytes, type Sent } from './exchange.ts';
import { brokenInvariants } from './invariants.ts';
import { pageRequest, rawBytes } from './pages.ts';
import { type Draft, draftFor, realise } from './requests.ts';
import { openWorld, type Things, type World } from './world.ts';

export type FaultKind =
  | 'internal'
  | 'unavailable_without_retry_after'
  | 'closed'
  | 'silent'
  | 'crash'
  | 'undocumented_status'
  | 'schema'
  | 'half_written'
  | 'personal_data';

export interface Fault {
  readonly kind: FaultKind;
  readonly operation: string;
  readonly status: number | null;
  readonly detail: string;
  /** Begins the whole run again. */
  readonly seed: number;
  /** The smallest request that was found to do it. */
  readonly request: unknown;
}

export interface FuzzReport {
  readonly seed: number;
  readonly requests: number;
  readonly seconds: number;
  readonly operations: Readonly<Record<string, { requests: number; byStatus: Record<string, number> }>>;
  readonly faults: readonly Fault[];
}

/** Requests between two looks into the database. */
const BATCH = 30;
const PAGES = 'pages';
const BYTES = 'bytes';
type Found = Pick<Fault, 'kind' | 'status' | 'detail'>;

/** Sends requests until the time is over; the same seed draws the same ones in the same order. */
export async function runFuzz({
  seed,
  ms,
  onFault = () => {},
}: {
  readonly seed: number;
  readonly ms: number;
  readonly onFault?: (fault: Fault) => void;
}): Promise<FuzzReport> {
  const world = await openWorld();
  const startedMs = performance.now();
  const counts = new Map<string, { requests: number; byStatus: Record<string, number> }>();
  const faults = new Map<string, Fault>();
  const run: Run = { world, counts, faults, seed, onFault };
  try {
    for (let batch = 0; performance.now() - startedMs < ms; batch++) {
      const things = await world.refresh();
      const names = [...OPERATIONS.map(({ id }) => id), PAGES, BYTES];
      const name = names[batch % names.length]!;
      await runBatch(run, name, things, seed + batch);
    }
  } finally {
    await world.close();
  }
  return {
    seed,
    requests: [...counts.values()].reduce((sum, { requests }) => sum + requests, 0),
    seconds: Math.round((performance.now() - startedMs) / 1000),
    operations: Object.fromEntries(counts),
    faults: [...faults.values()],
  };
}

interface Run {
  readonly world: World;
  readonly counts: Map<string, { requests: number; byStatus: Record<string, number> }>;
  readonly faults: Map<string, Fault>;
  readonly seed: number;
  readonly onFault: (fault: Fault) => void;
}

/** One property of fast-check: it ends at the first fault that is new, and finds the smallest request with that fault. */
async function runBatch(run: Run, name: string, things: Things, seed: number): Promise<void> {
  const operation = OPERATIONS.find(({ id }) => id === name);
  const drawn: fc.Arbitrary<unknown> = operation
    ? draftFor(operation)
    : name === PAGES
      ? pageRequest
      : rawBytes(new URL(run.world.origin).host);
  let wanted: string | undefined;
  let smallest: { readonly found: Found; readonly sent: unknown } | undefined;
  const property = fc.asyncProperty(drawn, async (draft) => {
    const { found, sent } = await ask(run, name, operation, draft, things);
    const fresh = found.find((each) => !run.faults.has(keyOf(name, each)));
    if (fresh === undefined) return;
    // While it shrinks, another fault is another run's.
    wanted ??= keyOf(name, fresh);
    if (keyOf(name, fresh) !== wanted) return;
    smallest = { found: fresh, sent };
    throw new Error(fresh.kind);
  });
  await fc.check(property, { seed, numRuns: BATCH, maxSkipsPerRun: 1, interruptAfterTimeLimit: 60_000 });
  const broken = await brokenInvariants(run.world.database.db, run.world.blobs);
  for (const rule of broken) {
    note(run, name, { kind: 'half_written', status: null, detail: rule }, { batch: seed });
  }
  if (smallest !== undefined) note(run, name, smallest.found, smallest.sent);
}

/** What is half-written stays so: it is told once, whatever is sent meanwhile. */
const keyOf = (operation: string, { kind, status, detail }: Found) =>
  kind === 'half_written'
    ? `${kind} ${detail.split(':')[0]}`
    : `${kind} ${operation} ${status} ${kind === 'schema' ? detail : ''}`;

function note({ faults, seed, onFault }: Run, operation: string, found: Found, request: unknown): void {
  if (faults.has(keyOf(operation, found))) return;
  const fault = { ...found, operation, seed, request };
  faults.set(keyOf(operation, found), fault);
  onFault(fault);
}

async function ask(
  run: Run,
  name: string,
  operation: Operation | undefined,
  draft: unknown,
  things: Things,
): Promise<{ readonly found: readonly Found[]; readonly sent: unknown }> {
  const { world } = run;
  const lines = world.log.length;
  if (name === BYTES) {
    const bytes = draft as Uint8Array;
    const answer = await exchangeBytes(world.origin, bytes);
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
    count(run, name, status);
    const alive = await exchange(world.origin, { method: 'GET', path: '/jwks', headers: {} });
    const found: Found[] =
      typeof alive === 'string' ? [{ kind: alive, status: null, detail: 'afterwards' }] : [];
    if (status >= 500 && status !== 501 && status !== 505)
      found.push({ kind: 'internal', status, detail: '' });
    return {
      found: [...found, ...afterwards(world, lines, answer)],
      sent: { text: Buffer.from(bytes).toString('latin1') },
    };
  }
  const sent = operation ? await realise(draft as Draft, operation, world, things) : (draft as Sent);
  let answer = await exchange(world.origin, sent);
  const nonce = typeof answer === 'string' ? undefined : answer.headers['dpop-nonce'];
  if (typeof nonce === 'string') world.session.acceptNonce(`${world.origin}${sent.path}`, nonce);
  if (
    operation &&
    typeof answer !== 'string' &&
    answer.status === 401 &&
    answer.body.includes('use_dpop_nonce')
  ) {
    answer = await exchange(world.origin, await realise(draft as Draft, operation, world, things));
  }
  count(run, name, typeof answer === 'string' ? answer : answer.status);
  return { found: faultsIn(operation, sent, answer, world, lines), sent: { ...shown(sent), draft } };
}

function faultsIn(
  operation: Operation | undefined,
  sent: Sent,
  answer: Answer | 'closed' | 'silent',
  world: World,
  lines: number,
): Found[] {
  if (typeof answer === 'string')
    return [{ kind: answer, status: null, detail: '' }, ...afterwards(world, lines, '')];
  const { status, headers, body } = answer;
  const found: Found[] = [];
  if (status >= 500 && status !== 503 && status !== 501)
    found.push({ kind: 'internal', status, detail: world.log.slice(lines).join('\n') });
  if (status === 503 && headers['retry-after'] === undefined) {
    found.push({ kind: 'unavailable_without_retry_after', status, detail: '' });
  }
  if (operation && sent.method === operation.method) {
    const mediaType = String(headers['content-type'] ?? '')
      .split(';')[0]!
      .trim();
    const breach = breachOf(operation.id, { status, mediaType, body });
    if (breach) found.push({ ...breach, status });
  }
  return [...found, ...afterwards(world, lines, status >= 400 ? body : '')];
}

/** What nobody caught, and what of a person stands where nothing of a person may stand. */
function afterwards(world: World, lines: number, refusal: string): Found[] {
  const found: Found[] = world.crashes.splice(0).map((detail) => ({ kind: 'crash', status: null, detail }));
  const planted = Object.entries(PLANTED);
  const told = planted.find(([, value]) => refusal.includes(value));
  if (told) found.push({ kind: 'personal_data', status: null, detail: `${told[0]} in a refusal` });
  const logged = planted.find(([, value]) => world.log.slice(lines).some((line) => line.includes(value)));
  if (logged)
    found.push({ kind: 'personal_data', status: null, detail: `${logged[0]} in a line of the log` });
  return found;
}

function count({ counts }: Run, name: string, status: number | string): void {
  const entry = counts.get(name) ?? { requests: 0, byStatus: {} };
  entry.requests += 1;
  entry.byStatus[status] = (entry.byStatus[status] ?? 0) + 1;
  counts.set(name, entry);
}

/** A request for the report: without the login, which is a real one. */
const shown = ({ method, path, headers: { Authorization: _, DPoP: __, ...headers }, body }: Sent) => ({
  method,
  path,
  headers,
  body: body && Buffer.from(body).toString().slice(0, 2_000),
});
