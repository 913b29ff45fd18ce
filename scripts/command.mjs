import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { refuseSwallowedOptions } from './npm-options.mjs';

// What every command does at its beginning and its end. Runs before anything is installed, and is loaded by a Node that is
// too old for the rest: it imports Node's own modules and npm-options.mjs alone.

/** A command that was written wrongly; the message is a plain sentence without its full stop. */
export class UsageError extends Error {}

/**
 * A command and the options that it takes; `check` answers what the command works with, or throws a UsageError.
 *
 * @template T
 * @typedef {{name: string, help: string, seeHelp?: string, options: object, allowPositionals?: boolean,
 *   check?: (parsed: {values: any, positionals: string[]}) => T}} Command
 */

/**
 * The words after a command, as `parseArgs` reads them and as its `check` answers them.
 *
 * @template T
 * @param {Command<T>} command
 * @param {readonly string[]} argv
 * @returns {T}
 * @throws UsageError where a word is wrong.
 */
export function parseOptions(command, argv) {
  return checked(command, parse(command.options, command.allowPositionals, argv));
}

/**
 * Begins a command: the words after this process. Ends it with 0 after `--help`, with 2 and one line where a word is wrong
 * or npm kept one for itself, with 1 where Node is too old, and whenever the process is asked to end.
 *
 * @template T
 * @param {Command<T>} command
 * @returns {T}
 */
export function readOptions(command) {
  const { name, help, seeHelp = `npm run ${name} -- --help`, options, allowPositionals } = command;
  requireNode();
  refuseSwallowedOptions();
  exitWhenAsked();
  try {
    const parsed = parse({ ...options, help: { type: 'boolean' } }, allowPositionals, process.argv.slice(2));
    if (!parsed.values.help) return checked(command, parsed);
    process.stdout.write(help);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${name}: ${error.message}. See: ${seeHelp}`);
    process.exit(2);
  }
}

const checked = ({ check = ({ values }) => values }, parsed) => check(parsed);

function parse(options, allowPositionals = false, argv) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals });
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UsageError(error.message.split(/\.(?: |$)|\n/m)[0], { cause: error });
  }
}

/** A whole number from 1 on, up to `max` where there is one. */
export function countOf(option, text, max = Number.POSITIVE_INFINITY) {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= max) return Number(text);
  const limits = max === Number.POSITIVE_INFINITY ? 'from 1' : `from 1 to ${max}`;
  throw new UsageError(`${option} ${text}: must be a whole number ${limits}`);
}

/** The value, where it is one of those allowed. */
export function oneOf(option, value, allowed) {
  if (allowed.includes(value)) return value;
  throw new UsageError(`${option} ${value}: must be one of ${allowed.join(', ')}`);
}

/** Writes a command's report as JSON, its folder included; nothing where no `file` was asked for. @returns the text. */
export function writeReport(file, report) {
  const text = `${JSON.stringify(report, null, 2)}\n`;
  if (!file) return text;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return text;
}

// Node 24 comes with the packages (node_modules/.bin/node) and npm runs its scripts under it. If it is missing,
// npm silently takes the machine's own Node, which may be too old to run TypeScript: say so instead.

/** Lowest Node that runs the TypeScript sources directly. */
export const lowestNode = '22.18.0';

/** Whether `version` ("24.21.0", with or without a leading v) can run this project. */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [lowestMajor, lowestMinor] = lowestNode.split('.').map(Number);
  return major > lowestMajor || (major === lowestMajor && minor >= lowestMinor);
}

/** Ends the process with one plain sentence when this Node is too old. */
export function requireNode() {
  if (isNewEnough(process.versions.node)) return;
  console.error(
    `This runs under Node ${process.versions.node}, but needs ${lowestNode} or newer. ` +
      'Node 24 comes with the packages: start it through npm (npm start, npm test), ' +
      'or put node_modules/.bin first on your PATH.',
  );
  process.exit(1);
}

/** Ends this process on a signal, and when the npm that started it has ended, by way of what waits for its `exit`. */
function exitWhenAsked() {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  whenNpmEnds(() => process.exit(143));
}

/**
 * Calls `stop` once when the npm that started this process has ended. A terminal's Ctrl-C reaches everybody, but a
 * signal sent to npm alone (by a supervisor, by `kill`) ends npm and its shell and leaves the script running.
 * Does nothing outside npm. Answers a function that stops the watching.
 */
export function whenNpmEnds(stop, { everyMs = 500 } = {}) {
  if (!process.env.npm_lifecycle_event) return () => undefined;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
