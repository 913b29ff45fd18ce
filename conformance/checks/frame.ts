import { apply } from '../engine/apply.ts';
import { type Check, check } from '../engine/check.ts';
import { send } from '../engine/exchange.ts';
import { expect, expectProblem, expectStatus, skip } from '../engine/expect.ts';
import { handIn } from '../engine/hand-in.ts';
import type { Kit } from '../engine/kit.ts';

/** A page of the backend's, with the sources of each directive of its policy. */
export async function pageAt(uri: string) {
  const answer = expectStatus(await send(uri), 200, `GET ${uri}`);
  const policy = answer.header('content-security-policy') ?? '';
  const directive = (name: string): readonly string[] =>
    policy
      .split(';')
      .map((one) => one.trim().split(/\s+/))
      .find(([first]) => first?.toLowerCase() === name)
      ?.slice(1) ?? [];
  return { uri, answer, directive };
}
export type OwnPage = Awaited<ReturnType<typeof pageAt>>;

async function framePage(kit: Kit): Promise<OwnPage> {
  const { frame_uri: uri } = await kit.discovery();
  if (uri === undefined) skip('frame_uri is not announced.');
  return pageAt(uri);
}

/** @throws CheckFailed where a page may run scripts of another origin than its own. */
export function expectOwnScripts({ uri, directive }: OwnPage): void {
  const scripts = directive('script-src').length > 0 ? directive('script-src') : directive('default-src');
  const own = ["'self'", "'none'", "'wasm-unsafe-eval'", new URL(uri).origin];
  const strange = scripts.filter((one) => !own.includes(one) && !/^'(?:sha(?:256|384|512)|nonce)-/.test(one));
  expect(
    scripts.length > 0 && strange.length === 0,
    `Scripts may come from ${strange.join(' ') || 'anywhere'}.`,
  );
}

export const frameChecks: readonly Check[] = [
  check('C130', 'serves the page for a frame from an origin of its own, with its data', {}, async (kit) => {
    const { uri, answer } = await framePage(kit);
    const { issuer } = await kit.discovery();
    const { origin } = kit.tenant.portal;
    expect(new URL(uri).origin !== origin, `The page is on the portal's origin ${origin}.`);
    expect(answer.text.includes(issuer), 'The page does not name its issuer.');
    expect(answer.text.includes(origin), "The page does not name the portal's origin.");
  }),
  check('C131', 'lets registered portals alone frame it, and runs its own scripts only', {}, async (kit) => {
    const page = await framePage(kit);
    const { directive, answer } = page;
    const ancestors = directive('frame-ancestors');
    expect(ancestors.length > 0, 'The page has no frame-ancestors.');
    expect(
      ancestors.includes(kit.tenant.portal.origin),
      'frame-ancestors does not hold the registered portal.',
    );
    const open = ancestors.filter((one) => /^(?:\*|https?:\*?|.*\*\..*)$/.test(one));
    expect(open.length === 0, `frame-ancestors allows ${open.join(' ')}.`);
    expectOwnScripts(page);
    const permissions = answer.header('permissions-policy') ?? '';
    expect(!/camera=\(\)/.test(permissions), 'Permissions-Policy forbids the camera.');
  }),
  check('C86', 'takes no word of accounts that prove nobody', {}, async (kit) => {
    const { accounts_verified: verified } = await kit.discovery();
    if (verified === true) skip('accounts_verified is true: a log-in proves who somebody is.');
    const session = await kit.operator();
    const answer = await apply(kit, session, { method: 'subject_login' });
    expectProblem(answer, { status: 422, code: 'accounts_not_verified' }, 'A draft by subject_login');
  }),
  check('H06', 'logs nothing of anybody', { needs: ['logIn', 'log'] }, async (kit) => {
    const session = await kit.operator();
    await apply(kit, session, { body: { method: 'crystal_ball' } });
    await handIn(kit, session);
    const log = (await kit.adapter.log?.()) ?? '';
    const { accounts, subjects } = kit.tenant;
    const people = [...accounts, ...subjects.adults, subjects.child, subjects.unknown, subjects.answering];
    for (const { subject } of people) {
      expect(!log.includes(subject.id.number), 'The log holds a planted number.');
      expect(!log.includes(subject.name), 'The log holds a planted name.');
    }
    expect(!log.includes(session.tokens.access_token), 'The log holds an access token.');
    expect(!/eyJ[\w-]{20,}\.[\w-]{20,}/.test(log), 'The log holds something signed or sealed.');
  }),
];
