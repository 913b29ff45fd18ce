import { parseArgs } from 'node:util';
import { SECRETS_FILE_VARIABLE } from '../storage/data-directory.ts';
import { DEFAULT_DATA_DIR, DEFAULT_PORTAL_PORT, type SandboxOptions } from './sandbox-options.ts';
import { StartError } from './start-error.ts';

export const HELP = `Starts the sandbox: a demo portal and a test backend on this computer. A test system: enter nothing real.

  npm start -- [options]

  --port N               port of the demo portal; the backend takes the next one (default ${DEFAULT_PORTAL_PORT})
  --data-dir DIR         where database, keys and evidence are kept (default ${DEFAULT_DATA_DIR})
  --database-url URL     postgres://… : use this PostgreSQL instead of the embedded one
  --reset                forget everything that was kept, then start
  --help                 show this

  ${SECRETS_FILE_VARIABLE}=FILE in the environment keeps the keys there and not in the data directory.
`;

export type ParsedOptions =
  | { readonly help: true }
  | { readonly help: false; readonly options: SandboxOptions };

/**
 * Reads the words after `npm start --`.
 *
 * @throws StartError with exit code 2 for an option or a value it does not know.
 */
export function parseOptions(argv: readonly string[]): ParsedOptions {
  const values = read(argv);
  if (values.help) return { help: true };
  const databaseUrl = values['database-url'];
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw wrong('--database-url must begin with postgres://');
  }
  return {
    help: false,
    options: {
      portalPort: portOf(values.port),
      dataDir: values['data-dir'] ?? DEFAULT_DATA_DIR,
      reset: values.reset ?? false,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    },
  };
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        'database-url': { type: 'string' },
        reset: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    const [firstSentence] = (cause as Error).message.split(/\. |\n/);
    throw wrong(firstSentence ?? 'An option is not understood', cause);
  }
}

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORTAL_PORT;
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= 65_534)) throw wrong('--port must be a whole number from 1 to 65534');
  return port;
}

const wrong = (sentence: string, cause?: unknown) =>
  new StartError(`${sentence}. See: npm start -- --help`, { exitCode: 2, cause });
