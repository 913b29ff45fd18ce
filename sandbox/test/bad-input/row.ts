import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { PROBLEM_MEDIA_TYPE, ProblemSchema } from '../../../src/protocol/problem.ts';
import type { Answer } from './wire.ts';
import type { World } from './world.ts';

/** One line of the table: a kind of bad input to an endpoint, and what must come of it. */
export interface Row {
  /** `METHOD /path/with/:params` */
  readonly endpoint: string;
  readonly kind: string;
  send(world: World): Promise<Answer>;
  /** The status, or several that are as good. 0: no answer, the connection was cut. */
  readonly status: number | readonly number[];
  /** `|` between those that are as good. A problem's `code`, an OAuth `error`, `page` for a page, `-` for nothing. */
  readonly code: string;
  /** Tables that may change, because that is meant: a proof or a try is noted. */
  readonly writes?: readonly string[];
  /** What else was sent that no log and no answer may hold. */
  readonly secrets?: readonly string[];
  /** The person's own page shows what they typed; only logs must not. */
  readonly echoes?: true;
}

/** Proofs that were used are noted; that is no trace of what was asked. */
const ALWAYS = ['used_token_ids'];
/** Lapses by itself while the rows are sent. */
const LAPSING = ['oidc_payloads', 'idempotency_keys'];

/** Sends a row's input and holds everything that came of it against what must. */
export async function checkRow(world: World, row: Row): Promise<void> {
  const before = new Set(await world.kept());
  world.logged.length = 0;
  const answer = await row.send(world).catch((error: Error) => {
    const nothing = { status: 0, code: '-', written: [], logged: [] };
    note({ endpoint: row.endpoint, kind: row.kind, ...nothing, passed: false, fault: String(error) });
    throw error;
  });
  const written = changesOf(before, new Set(await world.kept()));
  const code = codeOf(answer);
  const secrets = [...world.personal, ...(row.secrets ?? [])];
  const logged = secrets.filter((secret) => world.logged.some((line) => line.includes(secret)));
  const report = { endpoint: row.endpoint, kind: row.kind, status: answer.status, code, written, logged };
  try {
    assert.ok(
      [row.status].flat().includes(answer.status),
      `answered ${answer.status}, not ${row.status}: ${answer.body.slice(0, 300)}`,
    );
    assert.ok(
      row.code.split('|').includes(code),
      `the code ${code}, not ${row.code}: ${answer.body.slice(0, 300)}`,
    );
    const unmeant = written.filter((table) => !ALWAYS.includes(table) && !row.writes?.includes(table));
    assert.deepEqual(unmeant, [], 'something was written');
    assert.deepEqual(logged, [], 'something personal was logged');
    checkAnswer(answer, row.echoes ? [] : secrets);
    note({ ...report, passed: true });
  } catch (error) {
    note({ ...report, passed: false, fault: (error as Error).message });
    throw error;
  }
}

function checkAnswer({ status, headers, body }: Answer, secrets: readonly string[]): void {
  if (status === 0) return;
  assert.deepEqual(
    secrets.filter((secret) => body.includes(secret)),
    [],
    'something personal was said again',
  );
  assert.doesNotMatch(body, /\n\s+at |node_modules|\.ts:\d+|postgres|pglite|drizzle/i, 'the inside shows');
  if (status < 400) return;
  assert.match(String(headers['cache-control'] ?? ''), /no-store|no-cache/, 'it may be stored');
  if (!String(headers['content-type']).startsWith(PROBLEM_MEDIA_TYPE)) return;
  const problem = ProblemSchema.parse(JSON.parse(body));
  assert.equal(problem.status, status);
  assert.ok(problem.instance, 'no request id');
}

/** Tables with rows that came or were altered, and those that lost rows which do not lapse by themselves. */
function changesOf(before: ReadonlySet<string>, after: ReadonlySet<string>): string[] {
  const tableOf = (line: string) => line.split(' ')[0]!;
  const came = [...after].filter((line) => !before.has(line)).map(tableOf);
  const went = [...before].filter((line) => !after.has(line)).map(tableOf);
  return [...new Set([...came, ...went.filter((table) => ![...ALWAYS, ...LAPSING].includes(table))])].sort();
}

function codeOf({ status, headers, body }: Answer): string {
  const type = String(headers['content-type'] ?? '');
  if (type.startsWith('text/html')) return 'page';
  if (status === 0 || body === '') return '-';
  if (!type.includes('json')) return type || 'no type';
  const { code, error } = JSON.parse(body) as { code?: string; error?: string };
  return code ?? error ?? '-';
}

/** For `npm run bad-input`, which names the file. */
function note(report: object): void {
  const file = process.env.BAD_INPUT_ROWS_FILE;
  if (file) appendFileSync(file, `${JSON.stringify(report)}\n`);
}
