import { ageRequirements } from '../identity/age-rules.ts';
import type { Method } from '../protocol/common.ts';
import type { Notice } from '../protocol/discovery.ts';
import { call } from './call.ts';
import type { Person } from './entries.ts';
import { noticesFor } from './notices.ts';
import { discoveryOf, type Walk } from './walk.ts';

/** A notice with its text, verified. */
export interface NoticeText {
  readonly notice: Notice;
  readonly text: string;
}

/** What has to be agreed to for a method. Those of the other methods are fetched behind, so that a change is instant. */
export async function loadTexts(
  walk: Walk,
  fetched: Map<string, string>,
  person: Person,
  method: Method,
  others: readonly Method[],
): Promise<readonly NoticeText[]> {
  const texts = await fetchAll(walk, fetched, needed(walk, person, method));
  const behind = others.flatMap((other) => needed(walk, person, other));
  fetchBehind(walk, fetched, behind);
  return texts;
}

function needed(walk: Walk, person: Person, method: Method): readonly Notice[] {
  const { notices, age_rules } = discoveryOf(walk);
  const guardian = ageRequirements(age_rules, person.age).guardianUnder !== null;
  return noticesFor(notices, { method, locale: walk.options.locale, guardian });
}

function fetchAll(
  walk: Walk,
  fetched: Map<string, string>,
  notices: readonly Notice[],
): Promise<readonly NoticeText[]> {
  return call(walk, (client) =>
    Promise.all(
      notices.map(async (notice) => {
        const text = fetched.get(notice.sha256) ?? (await client.notice(notice, { signal: walk.signal }));
        fetched.set(notice.sha256, text);
        return { notice, text };
      }),
    ),
  );
}

/** What fails here fails again, and is said, when it is needed. */
function fetchBehind(walk: Walk, fetched: Map<string, string>, notices: readonly Notice[]): void {
  const { account, signal } = walk;
  for (const notice of notices) {
    if (fetched.has(notice.sha256)) continue;
    account?.client.notice(notice, { signal }).then(
      (text) => fetched.set(notice.sha256, text),
      () => {},
    );
  }
}
