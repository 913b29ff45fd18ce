import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { takePhoto } from '../../examples/take-photo.ts';
import { visitProvider } from '../../examples/visit-provider.ts';
import type { Sandbox } from '../../sandbox/src/server/start-sandbox.ts';
import { startSandbox } from '../../sandbox/test/support/test-database.ts';
import { createProgramLogin } from '../../src/client/node.ts';
import {
  type Consent,
  createClient,
  discover,
  type FamilyAuthClient,
  hasKnownGiver,
  type LoginSession,
} from '../../src/client.ts';
import { ENTRIES, examplesIn, publicNames } from '../package/public-docs.ts';
import { pages, read, root } from './pages.ts';

const names = publicNames();
const examples = names.flatMap(({ name, comment }) =>
  examplesIn(comment).map((code, index) => ({ name: index ? `${name} (${index + 1})` : name, code })),
);

/** The TypeScript of the documents. */
const blocks = pages().flatMap((page) =>
  [...read(page).matchAll(/^```ts\n(.*?)^```/gms)].map(([, code], index) => ({
    name: `${page} (${index + 1})`,
    code: code!,
  })),
);

/** What an example may use without making it. */
const AT_HAND = `
import type { Application, Consent, Discovery, DocumentPhoto, FamilyAuthClient, GeneralJws, Login, LoginSession, Subject } from 'family-auth/client';
import type { FamilyAuthElement } from 'family-auth';
declare global {
  const client: FamilyAuthClient;
  const session: LoginSession;
  const login: Login;
  /** A draft by document review, not handed in. */
  const application: Application;
  const subjectSha256: string;
  const consents: Consent[];
  /** A JPEG. */
  const photo: Uint8Array;
  const element: FamilyAuthElement;
  const button: HTMLButtonElement;
  function openUrl(url: string): void | Promise<void>;
  function askYourServerAbout(applicationId: string | undefined): void;
  // Only in the documents:
  const discovery: Discovery;
  const clientId: string;
  const subject: Subject;
  const photos: DocumentPhoto[];
  const submission: GeneralJws;
  /** The relative's own log-in, and what they agree to. */
  const relative: LoginSession;
  const theirConsents: Consent[];
  function logInAgain(): Promise<void>;
  function later(): void;
}
`;

const IMPORTS = /^import [^;]*;.*\n/gm;
const importsOf = (code: string) => [...code.matchAll(IMPORTS)].map(([statement]) => statement).join('');
const bodyOf = (code: string) => code.replace(IMPORTS, '');
/** A page's own things are in no program on Node. */
const needsAPage = (code: string) => /\b(element|button|document|location|addEventListener)\b/.test(code);

describe('the doc comments of what a page or a program imports', () => {
  test('have an example for each name', () => {
    const without = names.filter(({ comment }) => examplesIn(comment).length === 0);
    assert.deepEqual(
      without.map(({ file, name }) => `${file} ${name}`),
      [],
    );
  });

  test('have examples whose types are right, as the documents have', () => {
    const all = [...examples, ...blocks];
    const folder = mkdtempSync(join(tmpdir(), 'family-auth-examples-'));
    try {
      writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
      writeFileSync(join(folder, 'at-hand.d.ts'), AT_HAND);
      for (const [index, { code }] of all.entries()) {
        const body = `async function example() {\n${bodyOf(code)}\n}\nvoid example;\nexport {};\n`;
        writeFileSync(join(folder, `example-${index}.ts`), importsOf(code) + body);
      }
      const paths = Object.fromEntries(
        Object.entries(ENTRIES).map(([name, file]) => [name, [join(root, file)]]),
      );
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({
          extends: join(root, 'tsconfig.json'),
          compilerOptions: { paths, rootDir: '/', typeRoots: [join(root, 'node_modules/@types')] },
          include: ['.'],
        }),
      );
      const { status, stdout } = spawnSync(
        process.execPath,
        [join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', folder],
        { encoding: 'utf8' },
      );
      const named = stdout.replace(
        /example-(\d+)\.ts/g,
        (_, index) => `the example of ${all[Number(index)]!.name}`,
      );
      assert.equal(status, 0, named);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('an example of the doc comments, in Node against the sandbox', () => {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-examples-'));
  let sandbox: Sandbox;
  let session: LoginSession;
  let client: FamilyAuthClient;
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const file = ENTRIES[specifier as keyof typeof ENTRIES];
      if (file) return { url: pathToFileURL(join(root, file)).href, shortCircuit: true };
      // An example lies in a temporary folder; the packages it imports are this repository's.
      const isExample = context.parentURL?.startsWith(pathToFileURL(folder).href);
      const from =
        isExample && /^[\w@]/.test(specifier) ? pathToFileURL(join(root, 'package.json')).href : undefined;
      return next(specifier, from ? { ...context, parentURL: from } : context);
    },
  });
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory' });
    const discovery = await discover(sandbox.backendUrl);
    const login = createProgramLogin({ discovery, clientId: 'example-program', openUrl: visitProvider });
    session = await login.start({});
    client = await createClient({
      backend: discovery.issuer,
      clientId: 'example-program',
      session,
      discovery,
    });
  });
  after(async () => {
    hooks.deregister();
    rmSync(folder, { recursive: true });
    await sandbox.close();
  });

  /** What stands in {@link AT_HAND}, but for a page's. */
  async function atHand(code: string) {
    const { discovery } = client;
    const openUrl = visitProvider;
    const login = createProgramLogin({ discovery, clientId: 'example-program', openUrl });
    const common = { client, session, login, openUrl, photo: await takePhoto('id-document') };
    if (!/\bapplication\b/.test(code)) return common;
    const consents = consentsFor(client);
    const draft = await client.createApplication({
      relationship: 'parent',
      method: 'document_review',
      subject: {
        name: '施素珍',
        id: { type: 'resident_id_card', country: 'CHN', number: '118801195302148146' },
      },
      consents,
    });
    return { ...common, consents, ...draft };
  }

  for (const [index, { name, code }] of examples.entries()) {
    if (needsAPage(code)) continue;
    test(`${name} does what it says`, async () => {
      const things = await atHand(code);
      const file = join(folder, `example-${index}.ts`);
      writeFileSync(
        file,
        asModule(code.replaceAll('http://127.0.0.1:8091', sandbox.backendUrl), Object.keys(things)),
      );
      try {
        const { example } = await import(pathToFileURL(file).href);
        await example(things, assert.deepEqual);
      } finally {
        for (const { id, status } of (await client.me()).applications)
          if (status !== 'rejected') await client.withdraw(id);
      }
    });
  }
});

/** The example as a function; a line that ends with `// → value` is an assertion. */
function asModule(code: string, things: readonly string[]): string {
  const body = bodyOf(code).replace(
    /^(?!const )(.*);[ ]*\/\/ → (.+)$/gm,
    (_, expression, value) => `assertEqual(await (${expression.replace(/^await /, '')}), ${value});`,
  );
  return `${importsOf(code)}export async function example({ ${things.join(', ')} }, assertEqual) {\n{\n${body}\n}\n}\n`;
}

/** An agreement to every text that document review needs. */
const consentsFor = ({ discovery }: FamilyAuthClient): Consent[] =>
  discovery.notices
    .filter(hasKnownGiver)
    .filter(
      ({ required_for, given_by, locale }) =>
        required_for.includes('document_review') && given_by !== 'guardian' && locale === 'zh-CN',
    )
    .map(({ id, version, sha256, locale, given_by }) => {
      const at = new Date().toISOString();
      return { notice: id, version, sha256, locale, by: given_by, at, method: 'checkbox' as const };
    });
