import type { Clock } from '../base/clock.ts';
import { withDeadline } from '../base/deadline.ts';
import { TransportError } from '../base/errors.ts';
import { retryAfterMs } from '../base/http.ts';
import { type Application, applicationSchemaFor, isFinal } from '../protocol/application.ts';
import { endpoints } from '../protocol/endpoints.ts';
import type { Api } from './api.ts';
import type { FamilyAuthClient } from './family-auth-client.ts';

/** A reviewer may take a day; a page does not stay open for longer. */
const DEADLINE_MS = 86_400_000;
/** Pauses where the backend names none, from PROTOCOL's schedule. */
const PAUSES_MS = [2_000, 5_000, 15_000, 60_000];

type Options = NonNullable<Parameters<FamilyAuthClient['waitForDecision']>[1]>;

/** Asks after the application until its status is final, or as the caller says, at the pace that the backend sets. */
export function waitForDecision(
  api: Api,
  applicationId: string,
  pace: { readonly clock: Clock; readonly minIntervalMs: number },
  { signal, onStatus, onOffline, until = ({ status }) => isFinal(status) }: Options,
): Promise<Application> {
  const work = async (inner: AbortSignal): Promise<Application> => {
    let etag: string | null = null;
    let version: number | undefined;
    for (let round = 0; ; round++) {
      const response = await api.send({
        operation: 'client.application',
        path: endpoints.application(applicationId),
        headers: etag === null ? {} : { 'If-None-Match': etag },
        deadlineMs: DEADLINE_MS,
        signal: inner,
        onOffline,
      });
      if (response.status !== 304) {
        const application = await readApplication(response, applicationId);
        // Versions only rise: a lower one comes from a node that lags behind, or from nowhere good.
        if (version === undefined || application.version >= version) {
          if (application.version !== version) onStatus?.(application);
          if (until(application)) return application;
          version = application.version;
          etag = response.headers.get('ETag') ?? etag;
        }
      }
      await pace.clock.sleep(pauseMs(response, round, pace.minIntervalMs), inner);
    }
  };
  return withDeadline('client.waitForDecision', DEADLINE_MS, work, signal);
}

async function readApplication(response: Response, applicationId: string): Promise<Application> {
  const parsed = applicationSchemaFor(applicationId).safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  throw new TransportError(
    'response_malformed',
    'The response to client.application does not match its schema.',
    {
      cause: parsed.error,
    },
  );
}

function pauseMs(response: Response, round: number, minIntervalMs: number): number {
  const own = PAUSES_MS[Math.min(round, PAUSES_MS.length - 1)]!;
  return Math.max(retryAfterMs(response.headers) ?? own, minIntervalMs);
}
