import type { DetailsDraft } from '../identity/details.ts';
import type { Words } from '../locales/words.ts';
import type { FlowRequest } from '../session/request.ts';
import type { BrowserFacts } from './browser-facts.ts';

/** What only the screen knows and no other room needs; forgotten when the screen changes. */
export interface LocalState {
  /** The main button was pressed before everything was filled in: say what is missing. */
  readonly pressedEarly: boolean;
  /** What was typed since the screen opened; wins over a phase that is still on its way. */
  readonly typed: Partial<DetailsDraft>;
  readonly appealText: string;
  /** Whether the person opened or closed the choice of what to be spared; `null` while they did neither. */
  readonly sparing: boolean | null;
  /** Whether what the copy button copies is in the clipboard. */
  readonly copied: 'yes' | 'no' | 'failed';
  /** Digits of a hand-off, as they are typed. */
  readonly code: string;
}

export const FRESH_LOCAL_STATE: LocalState = {
  pressedEarly: false,
  typed: {},
  appealText: '',
  sparing: null,
  copied: 'no',
  code: '',
};

/** What a view gets beside its phase. Requests go up through `send`. */
export interface View {
  readonly words: Words;
  /** Attributes that a flow cannot do without and that the page has not set. */
  readonly missing: readonly string[];
  readonly local: LocalState;
  readonly browser: BrowserFacts;
  /** Before the first movement, the same hint has stood for a while. */
  readonly hintStands: boolean;
  /** The browser can read aloud. */
  readonly canSpeak: boolean;
  send(request: FlowRequest): void;
  change(local: Partial<LocalState>): void;
  /** Says the current prompt once more, whether or not the voice is switched on. */
  sayAgain(): void;
}
