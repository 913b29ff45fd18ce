import type { Phase } from '../session/phase.ts';
import type { PublicPhase } from '../session/public-phase.ts';
import type { FlowRequest } from '../session/request.ts';
import type { CloseDetail } from './events.ts';

/** Where the screens of an element come from, and where what is asked on them goes. */
export interface PhaseSource {
  readonly phase: Phase;
  /** Attributes that a flow cannot do without and that the page has not set. */
  readonly missing: readonly string[];
  /** What is drawn is connected to nothing: said on every screen. */
  readonly isPreview: boolean;
  /** The page closed it: nothing is drawn. */
  readonly isClosed: boolean;
  /** Where the service runs in a frame: what is drawn in the place of screens. */
  readonly frame: FrameOnShow | null;
  send(request: FlowRequest): void;
  close(): void;
}

/** What a source gets of the element that it is for. */
export interface SourceContext {
  /** The language to begin a flow with. */
  locale(): string;
  /** Loads what the first screens are drawn with; settles also where that fails, which the element says. */
  firstScreens(): Promise<void>;
  /** Takes each phase, synchronously, before the element is drawn. */
  onPhase(phase: Phase): void;
  /** Takes each phase that a frame tells. */
  onPublicPhase(phase: PublicPhase): void;
  /** The page ends what is under way, by what it changed. */
  onEnd(reason: CloseDetail['reason']): void;
}

/** A frame in which the service runs. */
export interface FrameOnShow {
  readonly element: HTMLIFrameElement;
  /** What the frame tells of the screen on show. */
  readonly phase: PublicPhase;
  /** Until then the element shows that it is opening. */
  readonly isAccepted: boolean;
  /** Tells the frame what the page has changed of its look. */
  update(): void;
}
