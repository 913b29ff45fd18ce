import ky from 'ky';
import { withDeadline } from '../base/deadline.ts';
import { VerificationError } from '../base/errors.ts';
import type { Fetch } from '../login/provider.ts';
import type { Notice } from '../protocol/discovery.ts';
import { digest } from '../seal/digest.ts';
import { readWithinOrigin } from './authorized-fetch.ts';
import { refusal } from './refusal.ts';

const DEADLINE_MS = 20_000;

/** Fetches the text of a notice and checks that it is the one whose digest the backend announced. */
export async function fetchNotice(notice: Notice, fetch: Fetch, signal?: AbortSignal): Promise<string> {
  const work = async (inner: AbortSignal) => {
    const response = await ky(notice.url, {
      fetch: async (input) => readWithinOrigin(notice.url, await fetch(input as Request)),
      signal: inner,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
    return new Uint8Array(await response.arrayBuffer());
  };
  const bytes = await withDeadline('client.notice', DEADLINE_MS, work, signal).catch((error) => {
    throw refusal(error);
  });
  if ((await digest(bytes)) !== notice.sha256) {
    throw new VerificationError('notice_altered', `The text of ${notice.id} is not the announced one.`);
  }
  return new TextDecoder().decode(bytes);
}
