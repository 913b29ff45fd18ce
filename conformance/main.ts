// npx @family-auth/conformance, in this repository npm run conformance: tries a backend against the protocol. See HELP.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countOf, oneOf, readOptions, UsageError, writeReport } from '../scripts/command.mjs';
import { PROFILES, type Profile } from './engine/check.ts';
import { htmlOf } from './report/html.ts';
import { junitOf } from './report/junit.ts';
import { isOfMust, type Report } from './report/report.ts';
import { type Adapter, type CheckResult, checksNamed, loadAdapter, runChecks } from './run-checks.ts';

const HELP = `Checks a backend against the family-auth protocol: every requirement that can be seen from outside, over HTTP.

  npx @family-auth/conformance --backend URL --adapter FILE [options]

In the repository of family-auth: npm run conformance -- --backend URL --adapter FILE [options]

  --backend URL     the backend's issuer, e.g. https://family.example
  --adapter FILE    a module that knows the backend's test tenant (docs/protocol/test-tenant.md), or sandbox for that of
                    @family-auth/sandbox; without one only what anybody may read is checked
  --profile LIST    of ${PROFILES.join(', ')} (default: all that the backend announces)
  --only IDS        requirements or checks, e.g. C29,C31-node
  --quick           leaves out what must wait for an end, e.g. of a draft
  --json FILE       writes the report there, with the exchanges of whatever failed
  --junit FILE      the same for build servers
  --html FILE       the same for people
  --at-once N       checks at a time (default 8)
  --help            show this

Exit code: 0 when no MUST failed, 1 when one did, 2 when the command is wrong or the backend does not answer.
`;

interface Command {
  readonly backend: string;
  readonly adapter?: string;
  readonly profiles?: readonly Profile[];
  readonly only?: readonly string[];
  readonly json?: string;
  readonly junit?: string;
  readonly html?: string;
  readonly quick?: boolean;
  readonly atOnce?: number;
}

const listOf = (text: string | undefined): string[] | undefined =>
  text
    ?.split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

function commandOf({
  values,
}: {
  values: Record<string, string | undefined> & { quick?: boolean };
}): Command {
  const { backend, profile, only, quick = false, 'at-once': atOnce, ...files } = values;
  if (backend === undefined || !URL.canParse(backend)) throw new UsageError('--backend URL is needed');
  const ids = listOf(only);
  const strange = ids?.find((id) => checksNamed(id).length === 0);
  if (strange !== undefined) throw new UsageError(`--only ${strange}: there is no such check`);
  const profiles = listOf(profile)?.map((name) => oneOf('--profile', name, PROFILES) as Profile);
  return {
    ...(files as Pick<Command, 'adapter' | 'json' | 'junit' | 'html'>),
    backend,
    quick,
    ...(profiles && { profiles }),
    ...(ids && { only: ids }),
    ...(atOnce === undefined ? {} : { atOnce: countOf('--at-once', atOnce, 64) }),
  };
}

const text = { type: 'string' } as const;
const command = readOptions<Command>({
  name: 'conformance',
  help: HELP,
  ...(import.meta.url.endsWith('.js') && { seeHelp: 'npx @family-auth/conformance --help' }),
  options: {
    ...{ backend: text, adapter: text, profile: text, only: text },
    ...{ json: text, junit: text, html: text, 'at-once': text, quick: { type: 'boolean' } },
  },
  check: commandOf,
});

try {
  await fetch(command.backend, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
  const adapter =
    command.adapter === undefined ? undefined : await loadAdapter(fileOf(command.adapter), command.backend);
  const report = await runWithProgress(adapter);
  writeReport(command.json, report);
  writeText(command.junit, () => junitOf(report));
  writeText(command.html, () => htmlOf(report));
  process.exit(summarize(report));
} catch (error) {
  console.error(`conformance: ${wordsOf(error as Error)}`);
  process.exit(2);
}

function fileOf(adapter: string): string {
  return adapter === 'sandbox' ? fileURLToPath(new URL('./adapters/sandbox.ts', import.meta.url)) : adapter;
}

async function runWithProgress(adapter: Adapter | undefined): Promise<Report> {
  const { stderr } = process;
  const tell = (result: CheckResult, done: number, all: number) => {
    if (stderr.isTTY) stderr.write(`\r\x1b[2K${bar(done, all)} ${done}/${all} ${result.id}`);
  };
  const { backend, profiles, only, quick = false, atOnce } = command;
  const report = await runChecks({
    ...{ backend, adapter, only, quick, onResult: tell },
    ...(profiles && { profiles }),
    ...(atOnce !== undefined && { atOnce }),
  });
  if (stderr.isTTY) stderr.write('\r\x1b[2K');
  return report;
}

function bar(done: number, all: number): string {
  const filled = Math.round((done / Math.max(all, 1)) * 30);
  return `${'█'.repeat(filled)}${'░'.repeat(30 - filled)}`;
}

/** Prints what did not pass, and the totals. @returns the exit code. */
function summarize({ checks, totals, durationMs }: Report): number {
  for (const { id, title, result, reason } of checks.filter((one) => one.result === 'skipped'))
    console.log(`skipped  ${id}  ${title}\n         ${reason ?? result}`);
  for (const one of checks.filter(({ result }) => result === 'failed'))
    console.log(`${isOfMust(one) ? 'FAILED ' : 'warning'}  ${one.id}  ${one.title}\n         ${one.reason}`);
  const { passed, failed, warnings, skipped } = totals;
  const seconds = (durationMs / 1000).toFixed(1);
  console.log(
    `${passed} passed, ${failed} failed, ${warnings} warnings, ${skipped} skipped, in ${seconds} s`,
  );
  return failed > 0 ? 1 : 0;
}

function writeText(file: string | undefined, make: () => string): void {
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, make());
}

/** A fault of the network says what it is only in its cause. */
function wordsOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
