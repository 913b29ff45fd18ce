import { withDeadline } from '../base/deadline.ts';
import type { Phase } from '../session/phase.ts';
import type { FlowRequest } from '../session/request.ts';
import type { FamilyAuthFlow, FlowOptions } from '../session/session-options.ts';

/** What the element needs of a session; a page or a test may bring its own. */
export type FlowLike = Pick<FamilyAuthFlow, 'phase' | 'subscribe' | 'send'> & {
  close?(): void | Promise<void>;
};

const LOADING_MS = 60_000;

/** Loads the session's code when it is needed, so that a page shows the first screen without it. */
export async function loadSession(
  options: FlowOptions & { readonly followedCamera: () => FlowOptions['cameraSource'] },
): Promise<FamilyAuthFlow> {
  const { followedCamera, ...rest } = options;
  const { createFlow, followCamera } = await withDeadline(
    'element.load',
    LOADING_MS,
    () => import('../session/create-session.ts'),
  );
  return createFlow({ ...rest, cameraSource: followCamera(followedCamera) });
}

/** One listener on one session, at most. */
export class SessionLink {
  readonly #receive: (phase: Phase) => void;
  #session: FlowLike | null = null;
  #unsubscribe: (() => void) | null = null;
  #owned = false;

  constructor(receive: (phase: Phase) => void) {
    this.#receive = receive;
  }

  /** @param owned the session ends when the link does. */
  attach(session: FlowLike, owned: boolean): void {
    this.detach();
    this.#session = session;
    this.#owned = owned;
    this.#unsubscribe = session.subscribe(this.#receive);
    this.#receive(session.phase);
  }

  send(request: FlowRequest): void {
    this.#session?.send(request);
  }

  detach(): void {
    this.#unsubscribe?.();
    if (this.#owned) void this.#session?.close?.();
    this.#session = null;
    this.#unsubscribe = null;
  }
}
