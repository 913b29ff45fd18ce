import type { Row } from '../row.ts';
import { apiBodyRows } from './api-bodies.ts';
import { apiDoorRows } from './api-door.ts';
import { apiObjectRows } from './api-objects.ts';
import { apiValueRows } from './api-values.ts';

/** One of each kind: these stand for all in the short run, the long one tries every endpoint. */
const EXAMPLES = [
  'GET /v1/me',
  'GET /v1/*',
  'POST /v1/applications',
  'PUT /v1/applications/:id/evidence/:n',
  'POST /v1/applications/:id/withdrawal',
];
const EVERYWHERE = [
  'no token',
  'no proof',
  'a replayed proof',
  'a token without the scope',
  'a bad signature',
  'truncated JSON',
  'a length announced that is too large',
  "another operator's object",
  'an object of another client',
  'a draft of another key',
  'not the relative of the link',
];

const isShort = ({ endpoint, kind }: Row) => EXAMPLES.includes(endpoint) || EVERYWHERE.includes(kind);
const generic = [...apiDoorRows, ...apiBodyRows, ...apiObjectRows];

/** Values first: the live-face session of the world lapses after two minutes. */
export const apiRows: readonly Row[] = [...apiValueRows, ...generic.filter(isShort)];
export const restOfApiRows: readonly Row[] = generic.filter((row) => !isShort(row));
