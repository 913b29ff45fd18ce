import { readFileSync } from 'node:fs';

const file = JSON.parse(readFileSync(new URL('data.json', import.meta.url), 'utf8'));
const { discovery, ...tenant } = process.argv.includes('--test-tenant') ? file.testTenant : {};
/** Planted people, texts, terms, limits, codes: all that is no program. */
export const data = { ...file, ...tenant, discovery: { ...file.discovery, ...discovery } };
const statusOf = (code) => Number(Object.keys(data.statuses).find((status) => data.statuses[status].includes(code)));
export class Problem extends Error {
  /** `detail` is for developers and a sentence of this program, never what was sent (C119); `member` says what is wrong at `pointer`. */
  constructor(code, detail, pointer, member = 'invalid', headers = {}) {
    super(code);
    const errors = pointer === undefined ? undefined : [{ pointer, code: member }];
    Object.assign(this, { code, detail, errors, headers, status: statusOf(code) });
  }
  body(issuer, instance) {
    const { code, status, detail, errors } = this;
    return { type: `${issuer}/errors/${code}`, code, status, detail, instance, errors, retryable: code === 'internal' };
  }
}
export function must(good, ...problem) {
  if (!good) throw new Problem(...problem);
}
