import assert from 'node:assert/strict';
import { UNKNOWN_PERSON } from '../../../src/registry/synthetic-citizens.ts';
import { type Desk, type Fields, formOf, formTo } from '../forms.ts';
import type { Row } from '../row.ts';
import type { World } from '../world.ts';

type Expected = Pick<Row, 'status' | 'code' | 'location' | 'writes'>;
type Path = (world: World) => string;
type Kind = readonly [kind: string, expected: Expected, fields: (world: World) => Fields];

const to = (location: string, writes: string[] = []): Expected => ({
  status: 303,
  code: '-',
  location,
  writes,
});
const page = (status: number, writes: string[] = []): Expected => ({ status, code: 'page', writes });
/** A clerk's try is noted, and that a right code was entered. */
const TRIED = ['attempt_counters'];
const LOOKED = ['attempt_counters', 'audit_entries'];

const deskOf = (endpoint: string): Desk => `/${endpoint.split('/')[1]}` as Desk;

/** A form with the session and the token that belong to it. Who works there sees names, so an answer may hold them. */
const posts = (endpoint: string, path: Path, kinds: readonly Kind[]): Row[] =>
  kinds.map(([kind, expected, fields]) => ({
    endpoint,
    kind,
    ...expected,
    echoes: true,
    async send(world) {
      const [{ cookie, csrf }] = world.seats[deskOf(endpoint)];
      const form = formTo(path(world), formOf({ csrf, ...fields(world) }));
      return world.send({ ...form, headers: { ...form.headers, cookie } });
    },
  }));

/** Forms without the token of the session, and with the one of another session. */
const forged = (endpoint: string, path: Path, location: string, fields: (world: World) => Fields): Row[] => [
  ...posts(endpoint, path, [
    ['without the token of the session', to(location), (world) => ({ ...fields(world), csrf: undefined })],
    ['a token that is made up', to(location), (world) => ({ ...fields(world), csrf: 'A'.repeat(43) })],
  ]),
  {
    endpoint,
    kind: "another session's token",
    ...to(location),
    async send(world) {
      const [mine, other] = world.seats[deskOf(endpoint)];
      const form = formTo(path(world), formOf({ ...fields(world), csrf: other.csrf }));
      const answer = await world.send({ ...form, headers: { ...form.headers, cookie: mine.cookie } });
      const home = await world.send({
        method: 'GET',
        path: `${deskOf(endpoint)}/`,
        headers: { cookie: mine.cookie },
      });
      assert.ok(home.body.includes(mine.csrf), 'the session ended');
      return answer;
    },
  },
];

/** Whoever has the case sees it, which is noted. */
const OPENED = ['audit_entries', 'review_claims'];

const reads = (endpoint: string, kinds: readonly (readonly [string, Expected, Path])[]): Row[] =>
  kinds.map(([kind, expected, path]) => ({
    endpoint,
    kind,
    ...expected,
    async send(world) {
      const [{ cookie }] = world.seats[deskOf(endpoint)];
      return world.send({ method: 'GET', path: path(world), headers: { cookie } });
    },
  }));

const DECISION = 'POST /review/cases/:id/decision';
const GONE = to('/review/?gone');
const NO_PICTURE = { status: 404, code: '-' };
const decisionOn = (id: string) => `/review/cases/${id}/decision`;
const waiting: Path = (world) => decisionOn(world.waiting);
const approval = () => ({ decision: 'approved' });

/** What a reviewer asks for who does not have the case. */
const otherReviewer: readonly Row[] = (
  [
    ['POST /review/cases/:id/claim', '/claim', to('/review/?taken')],
    ['POST /review/cases/:id/identity', '/identity', to('/review/?lost')],
    ['POST /review/cases/:id/preview', '/preview', to('/review/?lost')],
    ['POST /review/cases/:id/undo', '/undo', to('/review/?too_late')],
    ['POST /review/cases/:id/decision', '/decision', to('/review/?lost')],
    ['GET /review/cases/:id/pictures/:n', '/pictures/0', NO_PICTURE],
    ['GET /review/cases/:id/pictures/:n/large', '/pictures/0/large', to('/review/?lost')],
    ['GET /review/cases/:id/registry-photo', '/registry-photo', NO_PICTURE],
  ] as const
).map(([endpoint, rest, expected]) => ({
  endpoint,
  kind: 'a case that another reviewer has',
  ...expected,
  send: (world) => {
    const { cookie, csrf } = world.seats['/review'][1];
    const path = `/review/cases/${world.waiting}${rest}`;
    if (endpoint.startsWith('GET')) return world.send({ method: 'GET', path, headers: { cookie } });
    const form = formTo(path, formOf({ csrf, purpose: 'compare_document', ...approval() }));
    return world.send({ ...form, headers: { ...form.headers, cookie } });
  },
}));

const reviews: readonly Row[] = [
  ...forged(
    'POST /review/logout',
    () => '/review/logout',
    '/review/',
    () => ({}),
  ),
  ...forged(DECISION, waiting, '/review/?expired', approval),
  ...(['claim', 'release', 'identity', 'preview', 'undo'] as const).flatMap((act) => {
    const endpoint = `POST /review/cases/:id/${act}`;
    const on =
      (id: (world: World) => string): Path =>
      (world) =>
        `/review/cases/${id(world)}/${act}`;
    const gone = act === 'release' ? to('/review/') : act === 'undo' ? to('/review/?too_late') : GONE;
    const fields = (): Fields => ({ purpose: 'compare_document', ...approval() });
    return [
      ...forged(
        endpoint,
        on(({ waiting: id }) => id),
        '/review/?expired',
        fields,
      ),
      ...posts(
        endpoint,
        on(({ approved }) => approved),
        [['a case that waits for nobody', gone, fields]],
      ),
      ...posts(
        endpoint,
        on(() => '0'.repeat(22)),
        [['a case that is not there', gone, fields]],
      ),
      ...posts(
        endpoint,
        on(() => 'abcdefghijkl%00'),
        [['a case with a NUL', GONE, fields]],
      ),
    ];
  }),
  ...forged(
    'POST /review/search',
    () => '/review/search',
    '/review/?expired',
    () => ({ q: '吴*名' }),
  ),
  ...posts('POST /review/search', () => '/review/search', [
    ['nothing to look for', to('/review/'), () => ({ q: ' ' })],
    ['an endless text', to('/review/'), () => ({ q: 'x'.repeat(81) })],
    ['a text with a NUL', to('/review/'), () => ({ q: 'a\u0000b' })],
    ['a pattern', to('/review/?show=all&method=&q=%25'), () => ({ q: '%' })],
  ]),
  ...forged(
    'POST /review/next',
    () => '/review/next',
    '/review/?expired',
    () => ({}),
  ),
  ...posts('POST /review/next', () => '/review/next', [
    [
      'a case to pass over that is none, where no other is left',
      to('/review/?none_left'),
      () => ({ passedOver: '0'.repeat(22) }),
    ],
    [
      'a case with a NUL, where no other is left',
      to('/review/?none_left'),
      () => ({ passedOver: 'a\u0000b' }),
    ],
  ]),
  ...otherReviewer,
  ...posts(DECISION, waiting, [
    ['a decision that is none', page(422, OPENED), () => ({ decision: 'maybe' })],
    ['a rejection without a reason', page(422, OPENED), () => ({ decision: 'rejected' })],
    ['a reason that is none', page(422, OPENED), () => ({ decision: 'rejected', reason: '<b>' })],
    ['remarks with a NUL', page(422, OPENED), () => ({ decision: 'approved', note: 'a\u0000b' })],
    ['endless remarks', page(422, OPENED), () => ({ decision: 'approved', note: 'x'.repeat(501) })],
  ]),
  ...posts('POST /review/cases/:id/preview', (world) => `/review/cases/${world.waiting}/preview`, [
    ['a decision that is none', page(422, OPENED), () => ({ decision: 'maybe' })],
    ['a rejection without a reason', page(422, OPENED), () => ({ decision: 'rejected' })],
    ['remarks with a NUL', page(422, OPENED), () => ({ decision: 'approved', note: 'a\u0000b' })],
  ]),
  ...posts('POST /review/cases/:id/identity', (world) => `/review/cases/${world.waiting}/identity`, [
    ['no purpose', page(422, OPENED), () => ({})],
    ['a purpose that is none', page(422, OPENED), () => ({ purpose: '<b>' })],
  ]),
  ...posts(DECISION, ({ approved }) => decisionOn(approved), [
    ['an application that waits for nobody', GONE, approval],
  ]),
  ...posts(DECISION, () => decisionOn('abcdefghijkl%00'), [['a case with a NUL', GONE, approval]]),
  ...reads('GET /review/cases/:id', [
    ['a case that waits for nobody', GONE, ({ approved }) => `/review/cases/${approved}`],
    ['a case with a NUL', GONE, () => '/review/cases/abcdefghijkl%00'],
    ['a case that is not there', GONE, () => `/review/cases/${'0'.repeat(22)}`],
  ]),
  ...reads('GET /review/cases/:id/pictures/:n', [
    ['a picture that is no number', NO_PICTURE, (world) => `/review/cases/${world.waiting}/pictures/x`],
    ['a picture beyond reason', NO_PICTURE, (world) => `/review/cases/${world.waiting}/pictures/1e9`],
    ['a picture below 0', NO_PICTURE, (world) => `/review/cases/${world.waiting}/pictures/-1`],
    [
      'a picture that is not there',
      { ...NO_PICTURE, writes: OPENED },
      (world) => `/review/cases/${world.waiting}/pictures/7`,
    ],
    [
      'a picture of a case that is decided',
      NO_PICTURE,
      (world) => `/review/cases/${world.approved}/pictures/0`,
    ],
  ]),
  ...reads('GET /review/cases/:id/pictures/:n/large', [
    ['a picture that is no number', GONE, (world) => `/review/cases/${world.waiting}/pictures/x/large`],
    [
      'a picture that is not there',
      { ...to(''), location: undefined, writes: OPENED },
      (world) => `/review/cases/${world.waiting}/pictures/7/large?beside=x`,
    ],
    ['a case that is decided', GONE, ({ approved }) => `/review/cases/${approved}/pictures/0/large`],
  ]),
  ...reads('GET /review/cases/:id/registry-photo', [
    [
      'a case that waits for nobody',
      NO_PICTURE,
      ({ approved }) => `/review/cases/${approved}/registry-photo`,
    ],
    ['a case with a NUL', NO_PICTURE, () => '/review/cases/abcdefghijkl%00/registry-photo'],
  ]),
];

const APPOINTMENT = 'POST /desk/appointment';
const appointment: Path = () => '/desk/appointment';
const ACTIVATION = 'POST /desk/activation';
const activation: Path = () => '/desk/activation';
const ISSUED = { idNumber: '448801199103158303', seen: 'yes', present: 'yes' };
const CLERK = 'POST /desk/decision';
const decision: Path = () => '/desk/decision';
const ticked = ({ appointment: code }: World) => ({
  code,
  decision: 'approved',
  seen: 'yes',
  present: 'yes',
});
/** Nine digits, and not the ones that were drawn. */
const wrongCode = ({ appointment: code }: World) =>
  code.replace(/./g, (digit) => String((Number(digit) + 1) % 10));

const clerks: readonly Row[] = [
  ...forged(
    'POST /desk/logout',
    () => '/desk/logout',
    '/desk/',
    () => ({}),
  ),
  ...forged(APPOINTMENT, appointment, '/desk/?expired', ({ appointment: code }) => ({ code })),
  ...posts(APPOINTMENT, appointment, [
    ['no code', page(404), () => ({})],
    ['a code that is unknown', page(404, TRIED), (world) => ({ code: wrongCode(world) })],
    ['a code that is no number', page(404), () => ({ code: "1' or '1'='1" })],
    ['a code with a NUL', page(404), ({ appointment: code }) => ({ code: `${code}\u0000` })],
    ['an endless code', page(404), () => ({ code: '1'.repeat(5000) })],
  ]),
  ...forged(
    'POST /desk/identity',
    () => '/desk/identity',
    '/desk/?expired',
    ({ appointment: code }) => ({ code }),
  ),
  ...posts('POST /desk/identity', () => '/desk/identity', [
    ['no code', to('/desk/?expired'), () => ({})],
    ['a code that is unknown', to('/desk/?gone', TRIED), (world) => ({ code: wrongCode(world) })],
    ['a code with a NUL', to('/desk/?expired'), ({ appointment: code }) => ({ code: `${code}\u0000` })],
  ]),
  ...forged(ACTIVATION, activation, '/desk/?expired', () => ISSUED),
  ...posts(ACTIVATION, activation, [
    ['no number', page(422), () => ({ ...ISSUED, idNumber: undefined })],
    ['an unseen document', page(422), () => ({ ...ISSUED, seen: undefined })],
    ['a tick that is none', page(422), () => ({ ...ISSUED, present: '\u0000' })],
    ['a number with a wrong check digit', page(422), () => ({ ...ISSUED, idNumber: '448801199103158304' })],
    ['a number with a NUL', page(422), () => ({ ...ISSUED, idNumber: '44880119910315830\u0000' })],
    ['an endless number', page(422), () => ({ ...ISSUED, idNumber: '1'.repeat(5000) })],
    ['a number in no register', page(422), () => ({ ...ISSUED, idNumber: UNKNOWN_PERSON.number })],
  ]),
  ...forged(CLERK, decision, '/desk/?expired', ticked),
  ...posts(CLERK, decision, [
    ['no code', to('/desk/?expired'), (world) => ({ ...ticked(world), code: undefined })],
    ['an endless code', to('/desk/?expired'), (world) => ({ ...ticked(world), code: '1'.repeat(5000) })],
    [
      'a code that is unknown',
      to('/desk/?gone', TRIED),
      (world) => ({ ...ticked(world), code: wrongCode(world) }),
    ],
    ['a decision that is none', page(422, LOOKED), (world) => ({ ...ticked(world), decision: 'maybe' })],
    ['an approval without a tick', page(422, LOOKED), (world) => ({ ...ticked(world), seen: undefined })],
    ['a tick that is none', page(422, LOOKED), (world) => ({ ...ticked(world), present: '\u0000' })],
    [
      'a rejection without a reason',
      page(422, LOOKED),
      (world) => ({ ...ticked(world), decision: 'rejected' }),
    ],
    [
      'a reason that is none',
      page(422, LOOKED),
      (world) => ({ ...ticked(world), decision: 'rejected', reason: '<b>' }),
    ],
    ['remarks with a NUL', page(422, LOOKED), (world) => ({ ...ticked(world), note: 'a\u0000b' })],
    ['endless remarks', page(422, LOOKED), (world) => ({ ...ticked(world), note: 'x'.repeat(501) })],
  ]),
];

const LOGIN = { name: 'reviewer', password: 'guessed', code: '000000' };
/** Failed log-ins are counted, and stand in the audit log. */
const FAILED = ['attempt_counters', 'audit_entries'];
const logins: readonly Row[] = (['/review', '/desk', '/audit'] as const).flatMap((desk) => {
  const row = (kind: string, fields: Fields, writes: string[], headers = {}): Row => ({
    endpoint: `POST ${desk}/login`,
    kind,
    ...page(403, writes),
    send: (world) => {
      const form = formTo(`${desk}/login`, formOf({ ...LOGIN, ...fields }));
      return world.send({ ...form, headers: { ...form.headers, ...headers } });
    },
  });
  return [
    row('a wrong password and a wrong code', {}, FAILED),
    row('an account that is not there', { name: 'nobody' }, FAILED),
    row('a name with a NUL', { name: 'a\u0000b' }, []),
    row('a code that is no number', { code: '12345x' }, []),
    row('an endless code', { code: '1'.repeat(13) }, []),
    row('a form of another site', {}, [], { origin: 'https://elsewhere.example' }),
  ];
});

const ENTRIES = 'POST /audit/entries';
const auditors: readonly Row[] = [
  ...forged(
    'POST /audit/logout',
    () => '/audit/logout',
    '/audit/',
    () => ({}),
  ),
  ...forged(
    ENTRIES,
    () => '/audit/entries',
    '/audit/?expired',
    ({ waiting: object }) => ({ object }),
  ),
  ...posts(ENTRIES, () => '/audit/entries', [
    ['no id', page(404), () => ({})],
    ['an id that is not there', page(404), () => ({ object: '0'.repeat(22) })],
    ['an id with a NUL', page(404), () => ({ object: 'abc\u0000' })],
    ['an endless id', page(404), () => ({ object: 'x'.repeat(81) })],
  ]),
];

/** What somebody who is logged in at a desk may not do there either. */
export const deskRows: readonly Row[] = [...logins, ...auditors, ...reviews, ...clerks];
