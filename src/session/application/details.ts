import { ConfigurationError } from '../../base/errors.ts';
import { type CheckedDetails, checkDetails, type DetailsRules } from '../../identity/check-details.ts';
import { ageOn } from '../../identity/dates.ts';
import {
  DETAILS_ERROR_CODES,
  type DetailsDraft,
  type DetailsErrorCode,
  type DetailsErrors,
} from '../../identity/details.ts';
import { knownIdTypes } from '../../protocol/discovery.ts';
import type { OperatorProfile } from '../../protocol/me.ts';
import { BackendError } from '../../protocol/problem.ts';
import { type Entries, forgetApplication } from '../entries.ts';
import { discoveryOf, type Flow, todayIn } from '../flow.ts';
import { showProblem } from '../problem/show-problem.ts';

/** What typing on may still mend: said only when the person has moved on to another field. */
const UNFINISHED: readonly DetailsErrorCode[] = [
  'name_missing',
  'name_characters',
  'number_missing',
  'number_length',
  'number_old_15',
  'birthdate_missing',
  'birthdate_invalid',
  'country_missing',
  'country_invalid',
];

/** The form. Ends with `next` when everything can be right; `entries.person` is then set. */
export async function runDetails(
  flow: Flow,
  entries: Entries,
  me: OperatorProfile,
): Promise<'next' | 'back'> {
  const rules = rulesOf(flow, me);
  if (rules.idTypes.length === 0) {
    await showProblem(flow, noKnownIdType(), ['back']);
    return 'back';
  }
  const requests = flow.requests.subscribe(['change_details', 'next', 'back']);
  let typing: keyof DetailsDraft | null = null;
  let all = Object.keys(entries.refused).length > 0;
  try {
    for (;;) {
      const checked = checkDetails(entries.details, rules);
      const errors = { ...checked.errors, ...entries.refused };
      publish(flow, entries, me, all ? errors : shownErrors(errors, entries.touched, typing));
      const request = await requests.next(flow.signal);
      switch (request.kind) {
        case 'back':
          return 'back';
        case 'change_details':
          entries.details = request.draft;
          entries.touched.add(request.touched);
          delete entries.refused[request.touched];
          typing = request.touched;
          break;
        case 'next':
          if (checked.subject && Object.keys(entries.refused).length === 0) {
            settle(entries, checked, rules.today);
            return 'next';
          }
          all = true;
      }
    }
  } finally {
    requests.close();
  }
}

const noKnownIdType = () =>
  new ConfigurationError(
    'backend_unsupported',
    'This version of the library knows none of the document types that the backend takes: use a newer one.',
  );

function rulesOf(flow: Flow, me: OperatorProfile): DetailsRules {
  const discovery = discoveryOf(flow);
  return {
    today: todayIn(flow),
    idTypes: knownIdTypes(discovery).map(({ type }) => type),
    relationships: discovery.relationships,
    relativesLeft: me.relatives_left_by_relationship,
    operatorBirthYear: me.birth_year,
  };
}

function shownErrors(
  errors: DetailsErrors,
  touched: ReadonlySet<keyof DetailsDraft>,
  typing: keyof DetailsDraft | null,
): DetailsErrors {
  const shown = Object.entries(errors).filter(([field, code]) => {
    const key = field as keyof DetailsDraft;
    return touched.has(key) && !(key === typing && UNFINISHED.includes(code));
  });
  return Object.fromEntries(shown);
}

function settle(
  entries: Entries,
  { subject, birthdate, nameRewritten }: CheckedDetails,
  today: string,
): void {
  if (!subject || birthdate === null) return;
  const before = entries.person?.subject;
  const samePerson = before !== undefined && JSON.stringify(before) === JSON.stringify(subject);
  if (!samePerson) forgetApplication(entries);
  entries.person = {
    subject,
    birthdate,
    age: ageOn(birthdate, today),
    nameRewritten,
  };
}

function publish(flow: Flow, entries: Entries, me: OperatorProfile, errors: DetailsErrors): void {
  const discovery = discoveryOf(flow);
  flow.publish({
    kind: 'details',
    draft: entries.details,
    errors,
    relationships: discovery.relationships.map(({ code, label, max_count }) => ({
      code,
      label,
      left: Math.min(
        me.relatives_left,
        me.relatives_left_by_relationship[code] ?? max_count ?? me.relatives_left,
      ),
    })),
    idTypes: knownIdTypes(discovery),
    busy: false,
  });
}

const FIELD_OF_POINTER: Readonly<Record<string, keyof DetailsDraft>> = {
  '/name': 'name',
  '/id/type': 'idType',
  '/id/number': 'number',
  '/id/country': 'country',
  '/birthdate': 'birthdate',
  '/relationship': 'relationship',
};

/** Which entries a backend refused, when it named them in terms of the form; else `null`. Pointers may begin with `/subject`. */
export function refusedEntries(error: unknown): DetailsErrors | null {
  if (!(error instanceof BackendError)) return null;
  const refused: DetailsErrors = {};
  for (const { pointer, code } of error.errors) {
    const field = FIELD_OF_POINTER[pointer.replace(/^\/subject/, '')];
    const known = DETAILS_ERROR_CODES.find((candidate) => candidate === code);
    if (field && known) refused[field] = known;
  }
  return Object.keys(refused).length > 0 ? refused : null;
}
