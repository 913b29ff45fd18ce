import type { FamilyAuthFlow } from '../session/flow-options.ts';
import type { Configuration } from './configuration.ts';
import type { ControllerHost } from './controller-host.ts';

/** What the element needs of a flow; a page or a test may bring its own. */
export type FlowLike = Pick<FamilyAuthFlow, 'phase' | 'subscribe' | 'send'> & {
  close?(): void | Promise<void>;
};

/** What decides which flow is shown. Each change of it begins another one. */
export interface FlowHost extends ControllerHost, Configuration {
  readonly flow: FlowLike | undefined;
  /** `undefined`: by the sites of page and backend. */
  readonly isolation?: 'frame' | 'inline' | undefined;
}
