import type { IdentityPurpose } from '../../src/reviewer/review-desk.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { logInAtDesk, staffNamed } from './staff.ts';

const browsers = new WeakMap<object, Map<string, typeof fetch>>();

/** A reviewer, by the name of their account, who takes a case and has it open; `decide` posts the page's form and answers where it leads. */
export async function openCase(sandbox: Pick<Sandbox, 'reviewUrl' | 'addStaff'>, name: string, id: string) {
  const ofSandbox = browsers.get(sandbox) ?? new Map<string, typeof fetch>();
  browsers.set(sandbox, ofSandbox);
  const ask =
    ofSandbox.get(name) ??
    (await logInAtDesk(sandbox.reviewUrl, await staffNamed(sandbox, name, ['reviewer'])));
  ofSandbox.set(name, ask);
  const post = (path: string, fields: Record<string, string>) =>
    ask(new URL(path, sandbox.reviewUrl), { method: 'POST', body: new URLSearchParams(fields) });
  const csrfIn = async (response: Response) => /name="csrf" value="([^"]+)"/.exec(await response.text())?.[1];
  const csrf = await csrfIn(await ask(sandbox.reviewUrl));
  if (csrf === undefined) throw new Error(`${name} is not logged in.`);
  const claimed = await post(`cases/${id}/claim`, { csrf });
  const at = claimed.headers.get('location');
  if (!at?.endsWith(`cases/${id}`)) throw new Error(`The case is not open to this reviewer: ${at}`);
  const led = async (path: string, fields: Record<string, string> = {}) =>
    (await post(path, { csrf, ...fields })).headers.get('location');
  /** Where the decision on another case leads, which this reviewer has as well. */
  const decideOn = (other: string, fields: Record<string, string>) => led(`cases/${other}/decision`, fields);
  const undoOf = (other: string) => led(`cases/${other}/undo`);
  return {
    /** Asks for a page or a picture of the case. */
    see: (path = '') => ask(new URL(`cases/${id}${path}`, sandbox.reviewUrl)),
    giveBack: () => post(`cases/${id}/release`, { csrf }),
    identity: (purpose: IdentityPurpose) => post(`cases/${id}/identity`, { csrf, purpose }),
    /** What the page says before anything is decided. */
    preview: async (fields: Record<string, string>) =>
      (await post(`cases/${id}/preview`, { csrf, ...fields })).text(),
    decide: (fields: Record<string, string>) => decideOn(id, fields),
    decideOn,
    undo: () => undoOf(id),
    undoOf,
  };
}
