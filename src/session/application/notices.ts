import { ageRequirements } from '../../identity/age-rules.ts';
import type { Consent } from '../../protocol/application.ts';
import type { ConsentGiver, Method, Open } from '../../protocol/common.ts';
import { hasKnownGiver, type Notice } from '../../protocol/discovery.ts';
import { isSubjectsOwn } from '../../protocol/subject-request.ts';
import type { Person } from '../entries.ts';
import { discoveryOf, type Flow } from '../flow.ts';
import { call } from '../login/call.ts';

/** A notice whose consent can be recorded; methods that need any other are not offered. */
export type GivableNotice = Notice & { readonly given_by: ConsentGiver };

/** The one of a notice's languages to show: the locale itself, its language, zh-CN, or whatever there is. */
function inLocale(versions: readonly GivableNotice[], locale: string): GivableNotice {
  const language = locale.split('-')[0];
  return (
    versions.find((notice) => notice.locale === locale) ??
    versions.find((notice) => notice.locale.split('-')[0] === language) ??
    versions.find((notice) => notice.locale === 'zh-CN') ??
    versions[0]!
  );
}

/** What the subject agrees to alone, on logging in. */
export function noticesOfSubject(
  all: readonly Notice[],
  method: Open<Method>,
  locale: string,
): readonly GivableNotice[] {
  return oneOfEach(
    all.filter(hasKnownGiver).filter((notice) => isSubjectsOwn(notice, method)),
    locale,
  );
}

/** What must be agreed to for a method, in the order of the backend. A guardian's consent only where one is needed. */
function noticesFor(
  all: readonly Notice[],
  { method, locale, guardian }: { method: Method; locale: string; guardian: boolean },
): readonly GivableNotice[] {
  const needed = all
    .filter(hasKnownGiver)
    .filter(
      (notice) =>
        notice.required_for.includes(method) &&
        (guardian || notice.given_by !== 'guardian') &&
        !isSubjectsOwn(notice, method),
    );
  return oneOfEach(needed, locale);
}

function oneOfEach(needed: readonly GivableNotice[], locale: string): readonly GivableNotice[] {
  const ids = [...new Set(needed.map(({ id }) => id))];
  return ids.map((id) =>
    inLocale(
      needed.filter((notice) => notice.id === id),
      locale,
    ),
  );
}

/** The record of a tick, at the moment of the tick. */
export const consentTo = (notice: GivableNotice, atMs: number): Consent => ({
  notice: notice.id,
  version: notice.version,
  sha256: notice.sha256,
  locale: notice.locale,
  by: notice.given_by,
  at: new Date(atMs).toISOString(),
  method: 'checkbox',
});

/** A notice with its text, verified. */
export interface NoticeText {
  readonly notice: GivableNotice;
  readonly text: string;
}

/** What has to be agreed to for a method. Those of the other methods are fetched behind, so that a change is instant. */
export async function loadTexts(
  flow: Flow,
  fetched: Map<string, string>,
  person: Person,
  method: Method,
  others: readonly Method[],
): Promise<readonly NoticeText[]> {
  const texts = await fetchAll(flow, fetched, needed(flow, person, method));
  const behind = others.flatMap((other) => needed(flow, person, other));
  fetchBehind(flow, fetched, behind);
  return texts;
}

function needed(flow: Flow, person: Person, method: Method): readonly GivableNotice[] {
  const { notices, age_rules } = discoveryOf(flow);
  const guardian = ageRequirements(age_rules, person.age).guardianUnder !== null;
  return noticesFor(notices, { method, locale: flow.options.locale, guardian });
}

function fetchAll(
  flow: Flow,
  fetched: Map<string, string>,
  notices: readonly GivableNotice[],
): Promise<readonly NoticeText[]> {
  return call(flow, (client) =>
    Promise.all(
      notices.map(async (notice) => {
        const text = fetched.get(notice.sha256) ?? (await client.notice(notice, { signal: flow.signal }));
        fetched.set(notice.sha256, text);
        return { notice, text };
      }),
    ),
  );
}

/** What fails here fails again, and is said, when it is needed. */
function fetchBehind(flow: Flow, fetched: Map<string, string>, notices: readonly Notice[]): void {
  const { signal, operator } = flow;
  for (const notice of notices) {
    if (fetched.has(notice.sha256)) continue;
    operator.account?.client.notice(notice, { signal }).then(
      (text) => fetched.set(notice.sha256, text),
      () => {},
    );
  }
}
