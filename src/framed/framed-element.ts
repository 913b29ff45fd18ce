import type { Configuration, Surroundings } from '../element/configuration.ts';
import { FlowController } from '../element/flow-controller.ts';
import type { FlowHost } from '../element/flow-host.ts';
import { ScreenElement } from '../element/screen-element.ts';
import type { FlowOptions } from '../session/flow-options.ts';
import { type PublicPhase, publicPhase } from '../session/public-phase.ts';

/** What a page of the backend's own gives its element. */
interface Inside extends Omit<Configuration, 'elder' | 'cameraSource'> {
  tell(phase: PublicPhase): void;
}

/** The service as it runs on the backend's own origin: in a frame, where its host decides of it by message alone, or on the page of a hand-off. */
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

  constructor({ tell, ...configuration }: Inside, surroundings: Surroundings) {
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
          surroundings,
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
