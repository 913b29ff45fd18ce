import { VerificationError } from '../base/errors.ts';
import type { Fetch } from '../login/provider.ts';
import type { Notice } from '../protocol/discovery.ts';
import { digest } from '../seal/digest.ts';
import { fetchPublic } from './fetch-public.ts';

/** Fetches the text of a notice and checks that it is the one whose digest the backend announced. */
export async function fetchNotice(notice: Notice, fetch: Fetch, signal?: AbortSignal): Promise<string> {
  const response = await fetchPublic('client.notice', notice.url, { fetch, signal });
  const bytes = new Uint8Array(await response.arrayBuffer());
  if ((await digest(bytes)) !== notice.sha256) {
    throw new VerificationError('notice_altered', `The text of ${notice.id} is not the announced one.`);
  }
  return new TextDecoder().decode(bytes);
}
