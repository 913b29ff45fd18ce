import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { API_ENDPOINTS } from './endpoints.ts';
import { againRows } from './rows/again.ts';
import { apiRows, restOfApiRows } from './rows/api.ts';
import { challengeRows } from './rows/challenges.ts';
import { floodRows } from './rows/flood.ts';
import { PAGE_ENDPOINTS, pageRows } from './rows/pages.ts';
import { portalRows } from './rows/portal.ts';
import { PROVIDER_PATHS, providerRows } from './rows/provider.ts';
import { SORT_NAMES, sortOf } from './sort-of.ts';

const rows = [
  ...apiRows,
  ...restOfApiRows,
  ...pageRows,
  ...providerRows,
  ...portalRows,
  ...challengeRows,
  ...againRows,
  ...floodRows,
];

describe('the rows', () => {
  it('are of every sort', () => {
    assert.deepEqual(new Set(rows.map(sortOf)), new Set(SORT_NAMES));
  });

  it('are no two of one name', () => {
    const names = rows.map(({ endpoint, kind }) => `${endpoint}: ${kind}`);
    assert.deepEqual(
      names.filter((name, at) => names.indexOf(name) !== at),
      [],
    );
  });

  it('try every endpoint that takes a body with a wrong type, too much and half of it', () => {
    const takeBody = [
      ...Object.keys(API_ENDPOINTS).filter((endpoint) => API_ENDPOINTS[endpoint]!.body !== undefined),
      ...Object.keys(PAGE_ENDPOINTS).filter((endpoint) => PAGE_ENDPOINTS[endpoint]!.fields !== undefined),
      ...Object.values(PROVIDER_PATHS).filter((endpoint) => endpoint.startsWith('POST')),
    ];
    const tried = new Set(rows.map((row) => `${row.endpoint}: ${sortOf(row)}`));
    const wanted = takeBody.flatMap((endpoint) =>
      ['wrong type', 'too large', 'truncated'].map((sort) => `${endpoint}: ${sort}`),
    );
    assert.deepEqual(
      wanted.filter((one) => !tried.has(one)),
      [],
    );
  });
});
