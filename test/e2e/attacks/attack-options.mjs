import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countOf, oneOf, UsageError } from '../../../scripts/command.mjs';

const HELP = `Puts attacks before the camera, each in a fresh browser against a fresh sandbox, with the attacked person's own
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

const MEDIA = fileURLToPath(new URL('../../../../shared/media', import.meta.url));

const text = { type: 'string' };

export const ATTACKS_COMMAND = {
  name: 'attacks',
  help: HELP,
  options: {
    dir: text,
    media: { ...text, default: MEDIA },
    only: { ...text, default: '' },
    sessions: { ...text, default: '3' },
    lang: { ...text, default: 'zh-CN' },
    engine: text,
    json: text,
    list: { type: 'boolean', default: false },
  },
  check({ values }) {
    const { dir = null, lang, engine, sessions } = values;
    if (dir !== null && !existsSync(dir)) throw new UsageError(`--dir ${dir}: there is no such folder`);
    oneOf('--lang', lang, ['zh-CN', 'en']);
    if (engine !== undefined) oneOf('--engine', engine, ['webgl', 'wasm']);
    return { ...values, dir, sessions: countOf('--sessions', sessions, 9) };
  },
};
