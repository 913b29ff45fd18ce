// The adapter of the sandbox's test tenant: npm start -- --test-tenant, then --adapter conformance/adapters/sandbox.ts. It goes
// through the provider's script-free forms over HTTP, as a browser would.

import type { Subject } from '@family-auth/library/protocol/subject.ts';
import { type Page, scriptFreeBrowser } from '../../examples/script-free-browser.ts';
import type { Adapter, LogInRequest, MakeAdapter } from '../engine/adapter.ts';
import { send } from '../engine/exchange.ts';
import type { TestTenant } from '../engine/test-tenant.ts';

/** From sandbox/CITIZENS.md, with the activation code; nobody has such a number. */
const PEOPLE = {
  anjianguo: ['安建国', '118801196004118277', '6069643824743771'],
  kemingyuan: ['柯明远', '318801198808238297', '0572424635867784'],
  linkexin: ['林可欣', '448801199103158303', '8483310182226529'],
  beiyuanhang: ['贝远航', '318801198511078050', '4743585425038299'],
  fanyiheng: ['范以恒', '318801199201308118', '9449521785591337'],
  huajingyi: ['华静怡', '448801199004088127', '2137091466433753'],
  anxiaoran: ['安晓然', '118801198803128024', '5370012583863173'],
} as const;
type Account = keyof typeof PEOPLE;

const resident = (name: string, number: string) => ({
  name,
  id: { type: 'resident_id_card' as const, country: 'CHN', number },
});

const sibling = (name: string, number: string) => ({
  subject: resident(name, number),
  relationship: 'sibling',
});

const accountNamed = (account: Account) => {
  const [name, number] = PEOPLE[account];
  return { name: account, subject: resident(name, number) };
};

const tenant: TestTenant = {
  portal: {
    client_id: 'demo-portal',
    redirect_uri: 'https://portal.family-auth.example/family-auth/callback.html',
    origin: 'https://portal.family-auth.example',
  },
  other_client: { client_id: 'example-program', redirect_uri: 'http://127.0.0.1:49152/callback' },
  // Test keys, published with the sandbox: good at a test tenant alone.
  portal_server: {
    client_id: 'test-portal-server',
    private_jwk: {
      kty: 'EC',
      x: 'R26WsOQZb8daSjQSd4QkNnqdwXT4G-a-FDuAJmXq_88',
      y: 'OBFyV78eO2Q8Dz1PEST3yl6nbQlnKCuJN8jJE300VGQ',
      crv: 'P-256',
      d: 'JjLXsQbh4xYH8p6E4b1MX5_ezWwiLbZ4MvmK9ARE1IA',
      kid: 'test-portal-server',
    },
    redirect_uri: 'https://portal.family-auth.example/server/callback',
  },
  other_portal_server: {
    client_id: 'test-other-portal-server',
    private_jwk: {
      kty: 'EC',
      x: 'VIfHJwlrC-ulp6nZ4lhqBwTcS36p-oamnPSCzWmx3Fc',
      y: 'stxi6qBe96FhmBLB-S6G-WJH1TWc4gIDRuGX8zTai_0',
      crv: 'P-256',
      d: 'Zks0GPpPInvHR7iwRYNBvtw_cEUl50qrtvbC3NO0uwA',
      kid: 'test-other-portal-server',
    },
  },
  accounts: (['anjianguo', 'kemingyuan', 'linkexin', 'beiyuanhang', 'fanyiheng', 'huajingyi'] as const).map(
    accountNamed,
  ),
  subjects: {
    adults: [
      sibling('施素珍', '118801195302148146'),
      sibling('戴文博', '118801198209258096'),
      { ...sibling('柯若兰', '448801199506188064'), rendered_person: 'cora' },
    ],
    child: { subject: resident('安小满', '11880120190521821X'), relationship: 'child' },
    unknown: sibling('吴无名', '448801197912248254'),
    answering: {
      ...sibling('安晓然', '118801198803128024'),
      account: 'anxiaoran',
      rendered_person: 'anna',
    },
  },
};

/** Good for a sandbox alone. */
const PASSWORD = 'enter-nothing-real-here';

const phoneOf = (account: string): string =>
  `138${String(Object.keys(PEOPLE).indexOf(account) + 1).padStart(8, '0')}`;

/** Of one account one after the other: who is not registered yet is registered once. */
const underWay = new Map<string, Promise<unknown>>();

function logIn(request: LogInRequest): Promise<URL> {
  const before = underWay.get(request.account) ?? Promise.resolve();
  const work = before.catch(() => {}).then(() => enter(request));
  underWay.set(request.account, work);
  return work;
}

async function enter({ url, account, redirectUri }: LogInRequest): Promise<URL> {
  const person = PEOPLE[account as Account];
  if (person === undefined) throw new Error(`The sandbox's tenant has no account ${account}.`);
  const [name, idNumber, activationCode] = person;
  const browser = scriptFreeBrowser({ stopAt: redirectUri });
  const page = await browser.open(url);
  if (isBack(page, redirectUri)) return page.url;
  const fields = { account: phoneOf(account), password: PASSWORD };
  const loggedIn = await browser.submit(page, '/login', fields);
  if (isBack(loggedIn, redirectUri)) return loggedIn.url;
  const form = await browser.open(new URL('?view=register', page.url));
  const registered = await browser.submit(form, '/register', {
    name,
    idNumber,
    activationCode,
    phone: phoneOf(account),
    password: PASSWORD,
  });
  if (isBack(registered, redirectUri)) return registered.url;
  throw new Error(`The sandbox's provider took neither log-in nor registration of ${account}.`);
}

/** The contacts that the sandbox's registry holds, as its outbox shows them: of whom the kit asks what they were told. */
const CONTACTS: Readonly<Record<string, string>> = { '118801198803128024': '118****0001' };

/** The messages on the outbox page that went to this subject's phone. */
async function messagesTo(backend: string, { id }: Subject): Promise<string[]> {
  const contact = CONTACTS[id.number];
  if (contact === undefined) throw new Error('The sandbox’s adapter does not know this subject’s contact.');
  const { html } = await scriptFreeBrowser().open(new URL('/outbox/?lang=en', backend));
  return html
    .split('<section')
    .filter((section) => section.includes(`<dd>${contact}</dd>`))
    .map((section) => /<p class="message">(.*?)<\/p>/s.exec(section)?.[1] ?? '');
}

/** Opens the link of a message, says the second fact that it asks for, and undoes what it tells of. */
async function endLink(message: string, { id }: Subject): Promise<void> {
  const [link] = /https?:[^\s<]+\/undo\/[\w-]+/.exec(message) ?? [];
  if (link === undefined) throw new Error('The message has no link by which to undo it.');
  const browser = scriptFreeBrowser();
  const looked = await browser.submit(await browser.open(link), '/look', { ending: id.number.slice(-6) });
  const ended = await browser.submit(looked, '/end', { answer: 'undo' });
  if (ended.status !== 200) throw new Error(`The link was not undone: ${ended.status}.`);
}

const isBack = ({ url }: Page, redirectUri: string): boolean => url.href.startsWith(redirectUri);

const makeAdapter: MakeAdapter = ({ backend }): Adapter => {
  const order = async (path: string) => {
    const answer = await send(new URL(`/test-tenant/${path}`, backend), { method: 'POST' });
    if (answer.status !== 204)
      throw new Error(`The sandbox answered ${answer.status} to ${path}: was it started with --test-tenant?`);
  };
  return {
    tenant,
    logIn,
    cleanUp: () => order('clean-up'),
    rotateKeys: () => order('key-rotation'),
    log: async () => (await send(new URL('/test-tenant/log', backend))).text,
    messages: (subject) => messagesTo(backend, subject),
    endLink,
    async enrol(photo) {
      const answer = await send(new URL('/test-tenant/enrolment', backend), {
        method: 'POST',
        headers: { 'content-type': 'image/jpeg' },
        body: photo,
      });
      if (answer.status !== 201) throw new Error(`The sandbox answered ${answer.status} to an enrolment.`);
      const { name, number } = answer.json as { name: string; number: string };
      return sibling(name, number);
    },
    failOnce: () => order('fault'),
  };
};

export default makeAdapter;
