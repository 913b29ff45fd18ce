import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { COMMON_CODES } from '@family-auth/library/protocol/operation.ts';
import { OPERATIONS } from '@family-auth/library/protocol/operations.ts';
import { PROBLEM_MEDIA_TYPE, ProblemSchema } from '@family-auth/library/protocol/problem.ts';
import { findSecrets } from './find-secrets.ts';
import { sortOf } from './sort-of.ts';
import type { Answer } from './wire.ts';
import type { World } from './world.ts';

/** One line of the table: a kind of bad input to an endpoint, and what must come of it. */
export interface Row {
  /** `METHOD /path/with/:params` */
  readonly endpoint: string;
  readonly kind: string;
  /** The answer; or, where something right has to be done first, what comes after that: only its writes count. */
  send(world: World): Promise<Answer | (() => Promise<Answer>)>;
  /** The status, or several that are as good. 0: no answer, the connection was cut. */
  readonly status: number | readonly number[];
  /** `|` between those that are as good. A problem's `code`, an OAuth `error`, `page` for a page, `-` for nothing. */
  readonly code: string;
  /** Where a redirect leads. */
  readonly location?: string | undefined;
  /** Tables that may change, because that is meant: a proof or a try is noted. */
  readonly writes?: readonly string[];
  /** What else was sent that no log and no answer may hold. */
  readonly secrets?: readonly string[];
  /** The person's own page shows what they typed; only logs must not. */
  readonly echoes?: true;
}

/** Proofs that were used are noted; that is no trace of what was asked. Checkpoints of the audit
 * log come with time, and whoever is logged in is seen. */
const ALWAYS = ['used_token_ids', 'staff_sessions', 'audit_heads', 'audit_checkpoints'];
/** Lapses by itself while the rows are sent, or is swept a moment after the request that let it go. */
const LAPSING = [
  'files',
  'oidc_payloads',
  'idempotency_keys',
  'card_codes',
  'service_links',
  'evidence_deletions',
  'attempt_counters',
];

/**
 * Sweeper and delivery note each try in the row, whenever they come to it: only a row more or less was written by what was
 * sent.
 */
const TRIED = ['evidence_deletions', 'notifications'];

/** Sends a row's input and holds everything that came of it against what must. */
export async function checkRow(world: World, row: Row): Promise<void> {
  const { endpoint, kind } = row;
  const report = { endpoint, kind, sort: sortOf(row), status: 0, code: '-', written: [], logged: [] };
  try {
    Object.assign(report, await sendRow(world, row));
    note({ ...report, passed: true });
  } catch (error) {
    const { seen } = error as { seen?: object };
    note({ ...report, ...seen, passed: false, fault: (error as Error).message });
    throw error;
  }
}

async function sendRow(world: World, row: Row) {
  let before = await world.kept();
  world.logged.length = 0;
  let answer = await row.send(world);
  if (typeof answer === 'function') {
    before = await world.kept();
    answer = await answer();
  }
  const written = changesOf(new Set(before), new Set(await world.kept()));
  const secrets = [...world.personal, ...(row.secrets ?? [])];
  const logged = findSecrets(secrets, world.logged);
  const seen = { status: answer.status, code: codeOf(answer), written, logged };
  try {
    holdAgainst(row, seen, answer);
    checkAnswer(row.endpoint, answer, row.echoes ? [] : secrets);
  } catch (error) {
    throw Object.assign(error as Error, { seen });
  }
  return seen;
}

type Seen = Readonly<{ status: number; code: string; written: string[]; logged: string[] }>;

function holdAgainst(row: Row, { status, code, written, logged }: Seen, { headers, body }: Answer): void {
  const said = body.slice(0, 300);
  assert.ok([row.status].flat().includes(status), `answered ${status}, not ${row.status}: ${said}`);
  assert.ok(row.code.split('|').includes(code), `the code ${code}, not ${row.code}: ${said}`);
  if (row.location !== undefined) assert.equal(headers.location, row.location);
  const unmeant = written.filter((table) => !ALWAYS.includes(table) && !row.writes?.includes(table));
  assert.deepEqual(unmeant, [], 'something was written');
  assert.deepEqual(logged, [], 'something personal was logged');
}

function checkAnswer(endpoint: string, { status, headers, body }: Answer, secrets: readonly string[]): void {
  if (status === 0) return;
  assert.deepEqual(findSecrets(secrets, [body]), [], 'something personal was said again');
  assert.doesNotMatch(body, /\n\s+at |node_modules|\.ts:\d+|postgres|pglite|drizzle/i, 'the inside shows');
  if (status < 400) return;
  assert.match(String(headers['cache-control'] ?? ''), /no-store|no-cache/, 'it may be stored');
  // Of the API, every refusal; elsewhere it may be a page, a picture that is not there, or OAuth's own answer.
  if (mediaTypeOf(headers) !== PROBLEM_MEDIA_TYPE) {
    assert.doesNotMatch(endpoint, / \/v1\//, `${headers['content-type']} is no problem document`);
    return;
  }
  const problem = ProblemSchema.parse(JSON.parse(body));
  assert.equal(problem.status, status);
  assert.ok(problem.type.endsWith(`/${problem.code}`), 'the type names another code');
  assert.ok(problem.instance, 'no request id');
  const announced = announcedCodes(endpoint);
  assert.ok(
    !announced || announced.includes(problem.code),
    `${problem.code} is not announced of the operation`,
  );
}

/** What the protocol says that an operation may refuse with; nothing of what is no operation. */
function announcedCodes(endpoint: string): readonly string[] | undefined {
  const bare = (path: string) => path.replace(/\{\w+\}|:\w+/g, ':');
  const operation = OPERATIONS.find(({ method, path }) => bare(`${method} /v1${path}`) === bare(endpoint));
  // Another method is no such operation.
  return operation && [...COMMON_CODES, ...operation.codes, 'method_not_allowed'];
}

const mediaTypeOf = (headers: Answer['headers']): string =>
  String(headers['content-type'] ?? '').split(';')[0]!;

const countOf = (table: string, tables: readonly string[]): number =>
  tables.filter((each) => each === table).length;

/** Tables with rows that came or were altered, and those that lost rows which do not lapse by themselves. */
function changesOf(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  const tableOf = (line: string) => line.split(' ')[0]!;
  const came = [...after].filter((line) => !before.has(line)).map(tableOf);
  const went = [...before].filter((line) => !after.has(line)).map(tableOf);
  const moreIn = (some: readonly string[], others: readonly string[]) => (table: string) =>
    !TRIED.includes(table) || countOf(table, some) > countOf(table, others);
  const written = came.filter(moreIn(came, went));
  const lost = went.filter(moreIn(went, came)).filter((table) => ![...ALWAYS, ...LAPSING].includes(table));
  return [...new Set([...written, ...lost])].sort();
}

function codeOf({ status, headers, body }: Answer): string {
  if (status === 0 || body === '') return '-';
  const type = mediaTypeOf(headers);
  if (type === 'text/html') return 'page';
  if (type === PROBLEM_MEDIA_TYPE) return (JSON.parse(body) as { code: string }).code;
  if (type !== 'application/json') return type || 'no type';
  return (JSON.parse(body) as { error?: string }).error ?? '-';
}

/** For `npm run bad-input`, which names the file. */
function note(report: object): void {
  const file = process.env.BAD_INPUT_ROWS_FILE;
  if (file) appendFileSync(file, `${JSON.stringify(report)}\n`);
}
