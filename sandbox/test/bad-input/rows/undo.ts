import { type Fields, pageAfter } from '../forms.ts';
import type { Row } from '../row.ts';

const LOOK = 'POST /undo/:token/look';
const END = 'POST /undo/:token/end';

/** Forms of the page that a relative's message leads to, by a link that lives. */
const opened = (
  endpoint: string,
  kind: string,
  status: 410 | 422,
  fields: Fields,
  writes: string[] = [],
): Row => ({
  endpoint,
  kind,
  status,
  code: 'page',
  writes,
  // The page's own form leads to the link again.
  echoes: true,
  send: (world) => pageAfter(world, endpoint.split(' ')[1]!.replace(':token', world.undoToken), fields),
});

const ticket = (untilMs: number) => `${untilMs}.${'A'.repeat(43)}`;

export const undoRows: readonly Row[] = [
  opened(LOOK, 'a good link, the end of another number', 422, { ending: '078050' }, ['attempt_counters']),
  opened(LOOK, 'a good link, half of a number', 422, { ending: 'X' }, ['attempt_counters']),
  opened(LOOK, 'a good link, an end that is endless', 410, { ending: '1'.repeat(41) }),
  opened(LOOK, 'a good link, no end at all', 410, {}),
  opened(END, 'a good link, a ticket that is made up', 422, { ticket: ticket(9e12), answer: 'undo' }),
  opened(END, 'a good link, an expired ticket', 422, { ticket: ticket(1e12), answer: 'undo' }),
  opened(END, 'a good link, a ticket that is none', 422, { ticket: '\u0000', answer: 'undo' }),
  opened(END, 'a good link, an answer that is none', 410, { ticket: ticket(9e12), answer: 'maybe' }),
];
