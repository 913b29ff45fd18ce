import { setTimeout as pause } from 'node:timers/promises';
import { endpoints } from '@family-auth/library/protocol/endpoints.ts';
import { ask } from '../engine/api.ts';
import { applicationBody, draft, postApplication } from '../engine/apply.ts';
import { type Check, check } from '../engine/check.ts';
import { newBoundKey } from '../engine/dpop.ts';
import { oldLogIn, revoke } from '../engine/ended-log-in.ts';
import { send } from '../engine/exchange.ts';
import { expect, expectProblem, expectStatus, shortly, skip } from '../engine/expect.ts';
import { manifestClaims, putPart, sealPart, signManifest, submit, upload } from '../engine/hand-in.ts';
import {
  askForHandOff,
  cancel,
  claimBy,
  claimed,
  confirm,
  handOffNow,
  holding,
  invite,
  ticketOf,
  wrongCode,
} from '../engine/hand-off.ts';
import type { Kit } from '../engine/kit.ts';
import type { Session } from '../engine/log-in.ts';
import { expectOwnScripts, pageAt } from './frame.ts';
import { INVALID } from './signatures.ts';

const ENDED = { status: 410, code: 'hand_off_ended' } as const;
const TAKEN = { status: 409, code: 'hand_off_taken' } as const;
const OTHER_KEY = { status: 403, code: 'key_mismatch' } as const;
const NO_SCOPE = { status: 403, code: 'insufficient_scope' } as const;
const NOT_FOUND = { status: 404, code: 'not_found' } as const;
const HAND_OFF = { profile: 'hand-off' } as const;
/** How many claims a minute of one address are surely too many. */
const TOO_MANY_CLAIMS = 1_200;

const pauseS = (s: number) => pause(s * 1000);
const secondsUntil = (time: string): number => (Date.parse(time) - Date.now()) / 1000;

/** How many parts of an application have arrived, as one side is told. */
async function partsLeft(kit: Kit, session: Session, id: string): Promise<number> {
  const answer = expectStatus(
    await ask(session, await kit.url(endpoints.evidence(id))),
    200,
    'The list of parts',
  );
  return (answer.json as { parts: unknown[] }).parts.length;
}

const invitationChecks: readonly Check[] = [
  check('C150', 'replaces a symbol and lets the former one end', { ...HAND_OFF, waitsS: 62 }, async (kit) => {
    const operator = await kit.operator();
    const invited = await invite(kit, operator);
    const { scan, link } = invited.invitation;
    const [shownS, openS] = [secondsUntil(scan.expires_at), secondsUntil(invited.handOff.expires_at)];
    expect(shownS <= 21, `A symbol is shown for ${Math.round(shownS)} s.`);
    expect(openS <= 301, `The hand-off is open for ${Math.round(openS)} s.`);
    const draftS = secondsUntil(invited.made.application.expires_at ?? '');
    if (Math.min(draftS, openS) < 64) skip('The draft or the hand-off ends before its first symbol must.');
    await pauseS(Math.max(0, shownS) + 1);
    const later = await handOffNow(kit, operator, invited);
    expect(later.invitation?.scan.url !== scan.url, 'The symbol is the same after its time.');
    await pauseS(61 - shownS - 1);
    const old = await claimBy(kit, await newBoundKey(), ticketOf(scan.url));
    expectProblem(old, ENDED, 'A symbol that was shown first 61 s ago');
    expectStatus(await claimBy(kit, await newBoundKey(), ticketOf(link)), 201, 'The address to copy');
  }),
  check('C151', 'is taken up once, by whichever ticket', HAND_OFF, async (kit) => {
    const operator = await kit.operator();
    const {
      invitation: { scan, link, code },
    } = await invite(kit, operator);
    const tickets = [ticketOf(scan.url), ticketOf(link), code];
    const first = await newBoundKey();
    const taken = expectStatus(await claimBy(kit, first, tickets[0]!), 201, 'The first claim');
    for (const ticket of tickets)
      expectProblem(await claimBy(kit, await newBoundKey(), ticket), TAKEN, 'A claim by a second device');
    const again = expectStatus(await claimBy(kit, first, tickets[0]!), 201, 'The same key again');
    const codeOf = ({ json }: { json: unknown }) => (json as { match_code: string }).match_code;
    expect(codeOf(again) === codeOf(taken), 'The same key again got another code.');
    const nobodys = await claimBy(kit, await newBoundKey(), 'A'.repeat(64));
    expectProblem(nobodys, ENDED, 'A ticket that leads to none');
  }),
  check('C152', 'keeps a ticket in the fragment of an address', HAND_OFF, async (kit) => {
    const {
      invitation: { scan, link, page },
    } = await invite(kit, await kit.operator());
    for (const [what, address] of [
      ['symbol', scan.url],
      ['address to copy', link],
    ] as const) {
      const { origin, pathname, search, hash } = new URL(address);
      expect(hash.length > 40, `The ${what} has no ticket in its fragment.`);
      expect(search === '', `The ${what} has the query ${search.split('=')[0]}.`);
      expect(`${origin}${pathname}` === page, `The ${what} leads to another page than ${page}.`);
    }
  }),
  check('C153', 'limits claims by network address', { ...HAND_OFF, alone: true }, async (kit) => {
    const { invitation } = await invite(kit, await kit.operator());
    expect(/^\d{8,}$/.test(invitation.code), 'The digits to type are fewer than eight.');
    const url = await kit.url(endpoints.handOffClaims());
    const body = JSON.stringify({ ticket: '0'.repeat(invitation.code.length) });
    const claim = () => send(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    for (let sent = 0; sent < TOO_MANY_CLAIMS; sent += 20) {
      const answers = await Promise.all(Array.from({ length: 20 }, claim));
      if (answers.some(({ status }) => status === 429)) return;
    }
    expect(false, `${TOO_MANY_CLAIMS} claims of one address were not too many.`);
  }),
  check('C154', 'is begun and confirmed by the draft’s own operator and key alone', HAND_OFF, async (kit) => {
    const [operator, stranger] = await kit.twoOperators();
    const taken = await claimed(kit, operator, await invite(kit, operator));
    const code = taken.claim.match_code;
    const sameOperator = await kit.logIn(operator.account);
    for (const [what, session, refused] of [
      ['another operator', stranger, NOT_FOUND],
      ['another key of the operator’s', sameOperator, OTHER_KEY],
    ] as const) {
      expectProblem(await askForHandOff(kit, session, taken.id), refused, `A hand-off by ${what}`);
      expectProblem(await confirm(kit, session, taken, code), refused, `A confirmation by ${what}`);
    }
    expectStatus(await confirm(kit, operator, taken, code), 200, 'The confirmation by the draft’s key');
  }),
  check(
    'C154-fresh',
    'needs a recent log-in to begin one',
    { ...HAND_OFF, verifies: ['C154'], waitsS: 61 },
    async (kit) => {
      const { session } = await oldLogIn(kit);
      const { application } = await draft(kit, session);
      const answer = await askForHandOff(kit, session, application.id);
      expectProblem(
        answer,
        { status: 401, code: 'insufficient_user_authentication' },
        'A hand-off by an old log-in',
      );
    },
  ),
];

const claimChecks: readonly Check[] = [
  check('C155', 'tells the device the portal as the backend knows it', HAND_OFF, async (kit) => {
    const operator = await kit.operator();
    const { origin } = kit.tenant.portal;
    const named = { body: { portal: 'https://elsewhere.example' } };
    const { claim } = await claimed(kit, operator, await invite(kit, operator, named));
    expect(claim.portal === origin, `The device is told the portal ${claim.portal}.`);
    const { name, id } = kit.tenant.subjects.adults[0]!.subject;
    const own = kit.tenant.accounts.find((one) => one.name === operator.account)!.subject;
    for (const [who, masked, whole] of [
      ['subject', claim.subject_name, name],
      ['operator', claim.operator_name, own.name],
    ] as const)
      expect(masked.includes('*') && masked !== whole, `The ${who} is named ${masked}.`);
    const text = JSON.stringify(claim);
    expect(!text.includes(id.number) && !text.includes(own.id.number), 'The device is told a number.');
  }),
  check('C156', 'gives a device nothing until its code was typed, and three tries', HAND_OFF, async (kit) => {
    const operator = await kit.operator();
    const taken = await claimed(kit, operator, await invite(kit, operator));
    const { device, claim, id } = taken;
    expect(/^\d{4,}$/.test(claim.match_code), 'The match code has fewer than four digits.');
    const seen = await ask(operator, await kit.url(endpoints.handOff(taken.handOff.id)));
    expect(!seen.text.includes('match_code'), 'The operator’s client is sent the match code.');
    for (const path of [endpoints.application(id), endpoints.evidence(id)])
      expectProblem(await ask(device, await kit.url(path)), NO_SCOPE, `GET ${path} before the code`);
    const { delegation } = await handOffNow(kit, device, taken);
    expect(delegation === undefined, 'The device is told the delegation before the code.');
    const wrong = { status: 422, code: 'hand_off_code_wrong' } as const;
    for (const refused of [wrong, wrong, ENDED])
      expectProblem(
        await confirm(kit, operator, taken, wrongCode(claim.match_code)),
        refused,
        'A wrong code',
      );
    expectProblem(
      await confirm(kit, operator, taken, claim.match_code),
      ENDED,
      'The right code after three wrong ones',
    );
    const { status } = await handOffNow(kit, device, taken);
    expect(status === 'ended', `After three wrong codes the hand-off is ${status}.`);
  }),
];

const holderChecks: readonly Check[] = [
  check('C157', 'opens nothing to a device but the evidence of its draft', HAND_OFF, async (kit) => {
    const operator = await kit.operator();
    const planted = kit.tenant.subjects.adults[1]!;
    const other = await draft(kit, operator, { planted });
    const { device, id, handOff } = await holding(kit, operator);
    for (const path of [
      endpoints.me(),
      endpoints.cards(),
      endpoints.result(id),
      endpoints.deletionReceipts(id),
    ])
      expectProblem(await ask(device, await kit.url(path)), NO_SCOPE, `GET ${path} by a device`);
    const body = await applicationBody(kit, device, { planted });
    expectProblem(await postApplication(kit, device, body), NO_SCOPE, 'A draft by a device');
    expectProblem(await askForHandOff(kit, device, id), NO_SCOPE, 'A hand-off by a device');
    for (const path of [
      endpoints.application(other.application.id),
      endpoints.evidence(other.application.id),
    ])
      expectProblem(await ask(device, await kit.url(path)), NOT_FOUND, 'Another draft by a device');
    const stolen = { ...device, ...(await newBoundKey()) };
    const answer = await ask(stolen, await kit.url(endpoints.handOff(handOff.id)));
    expect(answer.status === 401, `The token under another key is answered ${shortly(answer)}.`);
    expectStatus(await ask(device, await kit.url(endpoints.application(id))), 200, 'The device’s own draft');
  }),
  check('C158', 'takes evidence of the device that holds the draft alone', HAND_OFF, async (kit) => {
    const operator = await kit.operator();
    const made = await draft(kit, operator);
    const { id } = made.application;
    await upload(kit, operator, id);
    const taken = await holding(kit, operator, made);
    expect((await partsLeft(kit, taken.device, id)) === 0, 'A part of the first device is left.');
    const part = await sealPart(kit, id);
    expectProblem(await putPart(kit, operator, id, part), OTHER_KEY, 'A part by the key of the draft');
    const own = await upload(kit, taken.device, id);
    const manifest = await signManifest(await manifestClaims(kit, operator, made, [own]), operator);
    expectProblem(
      await submit(kit, operator, id, manifest),
      OTHER_KEY,
      'A submission by the key of the draft',
    );
    expectStatus(await cancel(kit, operator, taken), 200, 'The end by the operator');
    expect((await partsLeft(kit, operator, id)) === 0, 'A part of the other device is left.');
    await upload(kit, operator, id);
  }),
  check(
    'C159',
    'takes a manifest by the holder’s key in the operator’s name alone',
    HAND_OFF,
    async (kit) => {
      const operator = await kit.operator();
      const taken = await holding(kit, operator);
      const { device, made, id } = taken;
      const part = await upload(kit, device, id);
      const client = { version: 'family-auth conformance', isolation: 'hand_off' };
      const claims = await manifestClaims(kit, device, made, [part], { client });
      for (const [claim, value] of Object.entries({ sub: 'another-operator', iss: 'another-client' })) {
        const manifest = await signManifest({ ...claims, [claim]: value }, device);
        expectProblem(await submit(kit, device, id, manifest), INVALID, `A manifest with another ${claim}`);
      }
      const byDraftKey = await signManifest(claims, operator);
      expectProblem(
        await submit(kit, device, id, byDraftKey),
        OTHER_KEY,
        'A manifest by the key of the draft',
      );
      const right = await signManifest(claims, device);
      expectStatus(await submit(kit, device, id, right), 202, 'The right manifest after those');
      const { status } = await handOffNow(kit, operator, taken);
      expect(status === 'submitted', `After the submission the hand-off is ${status}.`);
    },
  ),
  check('C160', 'ends by either side, and the draft is its own device’s again', HAND_OFF, async (kit) => {
    const operator = await kit.operator();
    for (const who of ['device', 'operator'] as const) {
      const taken = await holding(kit, operator);
      const { device, id } = taken;
      expectStatus(
        await cancel(kit, who === 'device' ? device : operator, taken),
        200,
        `The end by the ${who}`,
      );
      const look = await ask(device, await kit.url(endpoints.application(id)));
      expect(
        look.status === 401 || look.status === 410,
        `After the end the device’s token is answered ${shortly(look)}.`,
      );
      await upload(kit, operator, id);
    }
  }),
  check(
    'C160-log-in',
    'ends with the operator’s log-in',
    { ...HAND_OFF, verifies: ['C160'] },
    async (kit) => {
      const visitor = await kit.logIn((await kit.operator()).account);
      const { device, handOff } = await holding(kit, visitor);
      await revoke(kit, visitor);
      const answer = await ask(device, await kit.url(endpoints.handOff(handOff.id)));
      expectProblem(answer, { status: 401, code: 'invalid_token' }, 'The device after the log-in’s end');
    },
  ),
  check('C161', 'serves a page that nobody frames and that holds no log-in', HAND_OFF, async (kit) => {
    const { hand_off_uri: uri } = await kit.discovery();
    if (uri === undefined) skip('hand_off_uri is not announced.');
    const page = await pageAt(uri);
    const ancestors = page.directive('frame-ancestors').join(' ');
    expect(ancestors === "'none'", `frame-ancestors is ${ancestors || 'missing'}.`);
    expectOwnScripts(page);
    expect(page.answer.cookies.length === 0, 'The page sets a cookie.');
  }),
];

export const handOffChecks: readonly Check[] = [...invitationChecks, ...claimChecks, ...holderChecks];
