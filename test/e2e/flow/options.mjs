import { existsSync } from 'node:fs';
import { countOf, oneOf, UsageError } from '../../../scripts/command.mjs';

const HELP = `Runs a whole flow, from registration to the relative's card, in a real browser against a fresh sandbox.

  npm run walk -- --person NAME [options]

  --person NAME          who faces the camera: anna, ben, cora, dev, finn, hua
  --subject NAME         whose details are entered (default: the same); beside those, xiaoman (a child) and xiaohe
                         (a teenager), for --method portrait_photo
  --camera FILE          instead: this video loops as the browser's webcam and answers no prompt; the
                         relative is a fresh one whose registered photo is the video's own face (needs ffmpeg)
  --flipbook FILE        instead: this video's segments (in the JSON beside it) answer the prompts; the photo likewise
  --method METHOD        face (default), document_review, portrait_photo, subject_login or in_person; all but the
                         first open no camera
  --relative NAME        with subject_login: whose account answers (default: the subject's)
  --phone                with subject_login: the relative answers on a phone of their own, by the link
  --browser BROWSER      chromium (default), firefox or webkit, each as it is installed
  --no-popups            no window opens: the log-in leads the whole page away and back
  --database DATABASE    postgres: a PostgreSQL server started for the flow; or the postgres://… of an empty database
                         (default: the embedded one)
  --isolation ISOLATION  inline (default here) or frame: where the service runs in the portal's page
  --engine ENGINE        webgl or wasm (default: what the library picks here)
  --reviewer DECISION    approve or reject what a person has to decide (default: nobody does, but with in_person and
                         portrait_photo approve)
  --lang LANG            zh-CN (default) or en
  --out DIR              where the numbered screenshots go (default walk-out/…)
  --json FILE            writes the report there as well
  --desktop              1280x800 instead of a phone's 390x844
  --elder                the large type
  --brief                ends at the verdict: no card, and without --out no screenshots
  --sessions N           live-face sessions before it counts as incomplete (default: as many as the backend allows)
  --framing-limit S      seconds to get the face into the picture (default: as long as the library waits)

Exit code: approved 0, rejected 3, liveness_incomplete 4, manual_review 5, a fault 1, a wrong command 2.
`;

const PEOPLE = ['anna', 'ben', 'cora', 'dev', 'finn', 'hua'];
/** Names of those of the registry who are too young for the face check. */
export const MINORS = { xiaoman: '安小满', xiaohe: '柯小禾' };
const METHODS = ['face', 'document_review', 'portrait_photo', 'subject_login', 'in_person'];

/** The exit code of each end of a flow. */
export const EXIT_CODES = { approved: 0, fault: 1, rejected: 3, liveness_incomplete: 4, manual_review: 5 };

function check({ values }) {
  const person = oneOf('--person', values.person ?? 'anna', PEOPLE);
  const method = oneOf('--method', values.method, METHODS);
  const lang = oneOf('--lang', values.lang, ['zh-CN', 'en']);
  const clip = clipOf(values, method);
  return {
    person,
    clip,
    subject: subjectOf(values, person, method),
    relative: relativeOf(values, method),
    phone: values.phone,
    method,
    browser: browserOf(values, clip),
    popups: !values['no-popups'],
    database: databaseOf(values),
    engine: values.engine && oneOf('--engine', values.engine, ['webgl', 'wasm']),
    reviewer: reviewerOf(values, method),
    lang,
    out: values.out ?? (clip || values.brief ? null : `walk-out/${person}-${method}-${lang}`),
    json: values.json,
    viewport: values.desktop ? { width: 1280, height: 800 } : { width: 390, height: 844 },
    elder: values.elder,
    isolation: oneOf('--isolation', values.isolation, ['inline', 'frame']),
    brief: values.brief,
    sessions: limitOf('--sessions', values.sessions),
    framingLimitMs: limitOf('--framing-limit', values['framing-limit']) * 1000,
  };
}

function subjectOf({ subject }, person, method) {
  const minors = Object.keys(MINORS);
  const chosen = oneOf('--subject', subject ?? (method === 'portrait_photo' ? minors[0] : person), [
    ...PEOPLE,
    ...minors,
  ]);
  if (minors.includes(chosen) === (method === 'portrait_photo')) return chosen;
  throw new UsageError(`--subject ${chosen} does not go with --method ${method}`);
}

function relativeOf({ relative, phone }, method) {
  if (method !== 'subject_login' && (relative !== undefined || phone)) {
    throw new UsageError('--relative and --phone go with --method subject_login');
  }
  return relative && oneOf('--relative', relative, PEOPLE);
}

function reviewerOf({ reviewer }, method) {
  const decided = method === 'in_person' || method === 'portrait_photo' ? 'approve' : undefined;
  return reviewer === undefined ? decided : oneOf('--reviewer', reviewer, ['approve', 'reject']);
}

/** @returns {{kind: 'webcam'|'flip-book', file: string}|null} */
function clipOf({ camera, flipbook, person, subject }, method) {
  const file = camera ?? flipbook;
  if (file === undefined) return null;
  if (camera !== undefined && flipbook !== undefined) {
    throw new UsageError('--camera and --flipbook exclude each other');
  }
  if (person !== undefined || subject !== undefined || method !== 'face') {
    throw new UsageError('a clip brings its own person: --person, --subject and --method do not go with it');
  }
  if (!existsSync(file)) throw new UsageError(`${file}: no such file`);
  return { kind: camera === undefined ? 'flip-book' : 'webcam', file };
}

function browserOf({ browser }, clip) {
  if (browser !== 'chromium' && clip?.kind === 'webcam') {
    throw new UsageError('--camera: only Chromium takes a file for its webcam');
  }
  return oneOf('--browser', browser, ['chromium', 'firefox', 'webkit']);
}

function databaseOf({ database }) {
  if (database === undefined || database === 'postgres' || /^postgres(ql)?:\/\//.test(database))
    return database;
  throw new UsageError(`--database ${database}: must be postgres or a postgres://… address`);
}

const limitOf = (option, text) =>
  text === undefined ? Number.POSITIVE_INFINITY : countOf(option, text, 9999);

const text = { type: 'string' };
const flag = { type: 'boolean', default: false };

export const FLOW_COMMAND = {
  name: 'walk',
  help: HELP,
  options: {
    person: text,
    subject: text,
    camera: text,
    flipbook: text,
    sessions: text,
    'framing-limit': text,
    brief: flag,
    method: { ...text, default: 'face' },
    relative: text,
    phone: flag,
    browser: { ...text, default: 'chromium' },
    'no-popups': flag,
    database: text,
    engine: text,
    isolation: { ...text, default: 'inline' },
    reviewer: text,
    lang: { ...text, default: 'zh-CN' },
    out: text,
    json: text,
    desktop: flag,
    elder: flag,
  },
  check,
};
