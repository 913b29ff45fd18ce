import type { Configuration } from '../element/configuration.ts';
import { FlowController } from '../element/flow-controller.ts';
import type { FlowHost } from '../element/flow-host.ts';
import { ScreenElement } from '../element/screen-element.ts';
import type { FlowOptions } from '../session/flow-options.ts';
import { type PublicPhase, publicPhase } from '../session/public-phase.ts';

/** What the page in the frame gives its element. */
interface Inside extends Omit<Configuration, 'elder' | 'cameraSource'> {
  readonly topWindow: NonNullable<FlowOptions['topWindow']>;
  tell(phase: PublicPhase): void;
}

/** The service as it runs in the frame; what its host may decide of it comes by message alone. */
export class FramedElement extends ScreenElement {
  readonly backend: string | undefined;
  readonly clientId: string | undefined;
  readonly redirectUri: string | undefined;
  readonly assetsUrl: string | undefined;
  readonly engine: Configuration['engine'];
  readonly pace: Configuration['pace'];
  readonly flow = undefined;
  /** Set by the backend's own page, where that is a test system's. */
  cameraSource: FlowOptions['cameraSource'];

  constructor({ tell, topWindow, ...configuration }: Inside) {
    super(
      (host, context) =>
        new FlowController(
          host as FlowHost,
          {
            ...context,
            onPhase(phase) {
              context.onPhase(phase);
              tell(publicPhase(phase));
            },
          },
          { isolation: 'frame', topWindow },
        ),
    );
    this.backend = configuration.backend;
    this.clientId = configuration.clientId;
    this.redirectUri = configuration.redirectUri;
    this.assetsUrl = configuration.assetsUrl;
    this.engine = configuration.engine;
    this.pace = configuration.pace;
  }
}
