import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { logInAtDesk, staffNamed } from './staff.ts';

const browsers = new WeakMap<object, Map<string, typeof fetch>>();

/** A reviewer, by the name of their account, who has a case open; `decide` posts the page's form and answers where it leads. */
export async function openCase(sandbox: Pick<Sandbox, 'reviewUrl' | 'addStaff'>, name: string, id: string) {
  const ofSandbox = browsers.get(sandbox) ?? new Map<string, typeof fetch>();
  browsers.set(sandbox, ofSandbox);
  const ask =
    ofSandbox.get(name) ??
    (await logInAtDesk(sandbox.reviewUrl, await staffNamed(sandbox, name, ['reviewer'])));
  ofSandbox.set(name, ask);
  const post = (path: string, fields: Record<string, string>) =>
    ask(new URL(path, sandbox.reviewUrl), { method: 'POST', body: new URLSearchParams(fields) });
  const page = await (await ask(new URL(`cases/${id}`, sandbox.reviewUrl))).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1];
  if (csrf === undefined) throw new Error('The case is not open to this reviewer.');
  return {
    decide: async (fields: Record<string, string>) =>
      (await post(`cases/${id}/decision`, { csrf, ...fields })).headers.get('location'),
  };
}
