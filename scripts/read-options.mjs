import { parseArgs } from 'node:util';

/** A command that was written wrongly; the message is a plain sentence without its full stop. */
export class UsageError extends Error {}

/**
 * The words after a command, as `parseArgs` reads them and as `check({values, positionals})` answers them. Ends the
 * process with 0 after `--help`, and with 2 and one line where a word is wrong or `check` throws a UsageError.
 *
 * @param {{name: string, help: string, seeHelp?: string, options: object, allowPositionals?: boolean,
 *   check?: (parsed: {values: object, positionals: string[]}) => unknown}} command
 */
export function readOptions({
  name,
  help,
  seeHelp = `npm run ${name} -- --help`,
  options,
  allowPositionals = false,
  check = ({ values }) => values,
}) {
  try {
    const parsed = parseArgs({ options: { ...options, help: { type: 'boolean' } }, allowPositionals });
    if (!parsed.values.help) return check(parsed);
    process.stdout.write(help);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError) && !error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
    console.error(`${name}: ${error.message.split(/\. |\n/)[0]}. See: ${seeHelp}`);
    process.exit(2);
  }
}

/** A whole number from 1 on. */
export function countOf(option, text) {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`${option} ${text}: a whole number from 1 is meant`);
}
