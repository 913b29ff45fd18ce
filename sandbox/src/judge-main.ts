import { readFileSync } from 'node:fs';
import { readOptions, requireNode, UsageError, whenNpmEnds } from '../../scripts/command.mjs';
import { refuseSwallowedOptions } from '../../scripts/npm-options.mjs';
import { commandNamed } from './errors/errors.ts';

const DEFAULT_PORT = 8095;
const SECRET_MIN_CHARACTERS = 32;

const HELP = `Judges submissions over HTTP for a backend in any language: POST /v1/judgements takes the opened evidence and answers verdict,
checks and what a reviewer should see; GET /openapi.json describes it. It stores nothing and logs nothing of what it is sent.

  ${commandNamed('judge')} [options]

  --port N            where it listens (default ${DEFAULT_PORT}; 0 takes a free one)
  --host HOST         interface to listen at (default 127.0.0.1: programs on this computer alone); another needs a secret, and a
                      proxy that speaks https before it
  --secret-file FILE  holds the shared secret, ${SECRET_MIN_CHARACTERS} characters or more, that callers send as Authorization: Bearer
  --help              show this

Exit code: 0 when it was stopped, 1 when it could not start; a wrong command 2.
`;

interface Options {
  readonly port: number;
  readonly host: string;
  readonly secret: string | undefined;
}

requireNode();
refuseSwallowedOptions();
const options = readOptions<Options>({
  name: 'judge',
  help: HELP,
  seeHelp: `${commandNamed('judge')} --help`,
  options: {
    port: { type: 'string', default: String(DEFAULT_PORT) },
    host: { type: 'string', default: '127.0.0.1' },
    'secret-file': { type: 'string' },
  },
  check: ({ values }) => checked(values),
});
await start(options);

function checked(values: {
  readonly port: string;
  readonly host: string;
  readonly 'secret-file'?: string;
}): Options {
  const port = /^\d+$/.test(values.port) ? Number(values.port) : Number.NaN;
  if (!(port >= 0 && port <= 65_535)) throw new UsageError('--port must be a whole number from 0 to 65535');
  const file = values['secret-file'];
  const secret = file === undefined ? undefined : readSecret(file);
  if (secret === undefined && !['127.0.0.1', 'localhost', '::1'].includes(values.host)) {
    throw new UsageError(`--host ${values.host} needs --secret-file FILE: others reach it there`);
  }
  return { port, host: values.host, secret };
}

function readSecret(file: string): string {
  let secret: string;
  try {
    secret = readFileSync(file, 'utf8').trim();
  } catch {
    throw new UsageError(`--secret-file ${file} cannot be read`);
  }
  if (/^[\x21-\x7e]+$/.test(secret) && secret.length >= SECRET_MIN_CHARACTERS) return secret;
  throw new UsageError(
    `--secret-file ${file} must hold ${SECRET_MIN_CHARACTERS} characters or more, printed ASCII without spaces`,
  );
}

async function start({ port, host, secret }: Options): Promise<void> {
  const { openPictureReader } = await import('./pictures/open-picture-reader.ts');
  const { judgeApp } = await import('./judge-service/judge-app.ts');
  const pictures = openPictureReader();
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const log = (line: string) => console.error(line);
  const app = judgeApp({ pictures, address, ...(secret === undefined ? {} : { secret }), log });
  const stop = async () => {
    await app.close();
    await pictures.close();
  };
  try {
    console.log(`Judge ${await app.listen({ host, port })}, described at /openapi.json. Ctrl-C stops it.`);
  } catch (error) {
    console.error(`It cannot listen at ${address}: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}.`);
    await stop();
    process.exitCode = 1;
    return;
  }
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  whenNpmEnds(stop);
}
