import { parseArgs } from 'node:util';

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
 * The same for the words after this process. Ends it with 0 after `--help`, and with 2 and one line where a word is wrong.
 *
 * @template T
 * @param {Command<T>} command
 * @returns {T}
 */
export function readOptions(command) {
  const { name, help, seeHelp = `npm run ${name} -- --help`, options, allowPositionals } = command;
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
    throw new UsageError(error.message.split(/\. |\n/)[0], { cause: error });
  }
}

/** A whole number from 1 on, up to `max` where there is one. */
export function countOf(option, text, max = Number.POSITIVE_INFINITY) {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= max) return Number(text);
  const limits = max === Number.POSITIVE_INFINITY ? 'from 1' : `from 1 to ${max}`;
  throw new UsageError(`${option} ${text}: a whole number ${limits} is meant`);
}

/** The value, where it is one of those allowed. */
export function oneOf(option, value, allowed) {
  if (allowed.includes(value)) return value;
  throw new UsageError(`${option} ${value}: one of ${allowed.join(', ')} is meant`);
}
