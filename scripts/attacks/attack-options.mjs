import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const ATTACKS_HELP = `Puts attacks before the camera, each in a fresh browser against a fresh sandbox, with the attacked person's own
face as the registered photo, and says which check refused.

  npm run attacks -- [options]

  --dir DIR       the videos of this folder instead of the committed ones: with segments in a JSON beside them
                  (NAME.segments.json, NAME.gt.json, NAME.json) they answer the prompts, without they are webcams
  --media DIR     clips to play as webcams, in the folders attacks, clips, real and people (default ../shared/media)
  --only TEXT     only clips whose name holds TEXT
  --sessions N    live-face sessions a film that answers prompts has, honest or not (default 3; others have one)
  --engine ENGINE webgl or wasm (default: what the library chooses here)
  --lang LANG     zh-CN (default) or en
  --json FILE     writes rows and summary there
  --list          names what would be run, and runs nothing

Exit code: 0 when every attack was refused by a check of liveness, every honest person approved, and nobody in poor
conditions suspected; else 1. A wrong command 2.
`;

const MEDIA = fileURLToPath(new URL('../../../shared/media', import.meta.url));

export class AttacksUsageError extends Error {}

/** @param {string[]} argv */
export function parseAttackOptions(argv) {
  const values = read(argv);
  if (values.dir !== undefined && !existsSync(values.dir)) {
    throw new AttacksUsageError(`--dir ${values.dir}: there is no such folder`);
  }
  if (!['zh-CN', 'en'].includes(values.lang)) {
    throw new AttacksUsageError(`--lang ${values.lang}: one of zh-CN, en is meant`);
  }
  if (values.engine !== undefined && !['webgl', 'wasm'].includes(values.engine)) {
    throw new AttacksUsageError(`--engine ${values.engine}: one of webgl, wasm is meant`);
  }
  if (!/^[1-9]$/.test(values.sessions)) {
    throw new AttacksUsageError(`--sessions ${values.sessions}: a number from 1 to 9 is meant`);
  }
  const { dir = null, media, only, lang, engine, json, list, help } = values;
  return { dir, media, only, lang, engine, json, list, help, sessions: Number(values.sessions) };
}

function read(argv) {
  const text = { type: 'string' };
  try {
    return parseArgs({
      args: argv,
      options: {
        dir: text,
        media: { ...text, default: MEDIA },
        only: { ...text, default: '' },
        sessions: { ...text, default: '3' },
        lang: { ...text, default: 'zh-CN' },
        engine: text,
        json: text,
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new AttacksUsageError(error.message);
  }
}
