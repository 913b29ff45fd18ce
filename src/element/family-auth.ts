import type { PropertyDeclarations } from 'lit';
import type { FlowOptions } from '../session/flow-options.ts';
import { FlowController } from './flow-controller.ts';
import type { FlowHost, FlowLike } from './flow-host.ts';
import { ScreenElement } from './screen-element.ts';

/**
 * The family service as one element: log-in, the relatives, a relative's details, consent, the face check or a way
 * without a face, the result and the card. It shows the phases of its flow and hands back what the person asks.
 *
 * Importing this module has no side effect; `family-auth/define` registers `<family-auth>`.
 *
 * @example
 * ```ts
 * import 'family-auth/define';
 *
 * const family = document.createElement('family-auth');
 * family.backend = 'https://social-security.example';
 * family.clientId = 'your-portal';
 * family.addEventListener('family-auth-complete', ({ detail }) => askYourServerAbout(detail.applicationId));
 * document.body.append(family);
 * ```
 *
 * @customElement family-auth
 *
 * @slot footer - The page's own line at the bottom of every screen, e.g. a telephone number for help.
 *
 * @fires family-auth-ready - The first screen is on show. `detail: {kind}`
 * @fires family-auth-phase - The screen, or the state of a prompt, changed. `detail: {kind, action?, state?, code?}`
 * @fires family-auth-session-expired - The log-in is over, and the person is asked to log in again. `detail: {code}`
 * @fires family-auth-complete - Terminal: decided, or sent and no longer waited for. `detail: {status, reason?, applicationId?, cardRef?}`
 * @fires family-auth-error - Terminal: a problem that leaves no way on. `detail: {code}`
 * @fires family-auth-close - Terminal: left before anything was sent. `detail: {reason, reached, code?}`
 *
 * @csspart screen - The whole screen.
 * @csspart heading - Its heading.
 * @csspart steps - The steps on top.
 * @csspart test-mark - The mark of a test system.
 * @csspart actions - The buttons at the bottom.
 * @csspart button - Every button.
 * @csspart button-primary - The one thing to do on a screen.
 * @csspart button-plain - Every other button.
 * @csspart button-NAME - A button by what it does: `add`, `again`, `agree`, `allow`, `appeal`, `back`, `cancel`, `card`, `code`,
 *   `confirm`, `claim`, `copy`, `decline`, `document_review`, `face_liveness`, `family`, `hand-off`, `in_person`, `keep-id_document`,
 *   `keep-id_document_back`, `keep-social_security_card`, `link`, `login`, `login-subject`, `logout`, `match`, `next`, `open`, `open-camera`,
 *   `other-method`, `portrait_photo`, `redirect-login`, `register`, `reload`, `remove-id_document`, `remove-id_document_back`,
 *   `remove-portrait`, `remove-social_security_card`, `restart`, `retry`, `send-appeal`, `service`, `shutter`, `subject_login`, `submit`, `swap`,
 *   `switch-camera`, `take-id_document`, `take-id_document_back`, `take-portrait`, `take-social_security_card`, `unbind`, `voice`,
 *   `withdraw`, `withdraw-consent`, `without`.
 * @csspart link - A link that looks like a button, and the box of the link for a relative's own phone.
 * @csspart field - A label with its input.
 * @csspart input - The input of a field.
 * @csspart error - What is wrong with a field.
 * @csspart error-summary - What is wrong with a form, above it.
 * @csspart summary - What was entered, shown again.
 * @csspart notice - A consent with its box.
 * @csspart notice-text - The text of a notice.
 * @csspart relative - A row of the family list.
 * @csspart state - How a relative stands, in that row.
 * @csspart photo - A place for a photo.
 * @csspart example - The drawing of what the photo is to show.
 * @csspart doubt - What may be wrong with a photo that was chosen.
 * @csspart hand-off - The symbol that a phone scans to go on.
 * @csspart progress - How far the phone is.
 * @csspart rehearsal - The movements that may be asked for, before the camera opens.
 * @csspart without - The choice, before the camera opens, of a movement to be spared.
 * @csspart loading - Says that the face check is still being loaded.
 * @csspart picture - The camera's picture.
 * @csspart instruction - What to do, above the picture.
 * @csspart hint - What would help, under the instruction.
 * @csspart pictogram - The drawing of a movement.
 * @csspart appointment - What to bring to a counter, with its code.
 * @csspart card - The card's picture.
 * @csspart card-test - The mark of a test system on it.
 * @csspart code - A code in letters or digits: a card's, an appointment's, an error's.
 * @csspart qr - A code as a QR symbol.
 *
 * @cssproperty [--family-auth-surface=#ffffff] - The ground.
 * @cssproperty [--family-auth-raised=#f0f6f5] - The ground of boxes.
 * @cssproperty [--family-auth-text=#14211f] - Text.
 * @cssproperty [--family-auth-text-quiet=#3a4a47] - Less weighty text.
 * @cssproperty [--family-auth-line=#6f827e] - Borders.
 * @cssproperty [--family-auth-primary=#00564d] - The main colour.
 * @cssproperty [--family-auth-on-primary=#ffffff] - Text on it.
 * @cssproperty [--family-auth-success=#0a5428] - Words of success.
 * @cssproperty [--family-auth-success-ground=#e7f5ec] - The ground under them.
 * @cssproperty [--family-auth-attention=#5e3a00] - Words that ask for care.
 * @cssproperty [--family-auth-attention-ground=#fff3d9] - The ground under them.
 * @cssproperty [--family-auth-danger=#8a1210] - Words of error.
 * @cssproperty [--family-auth-danger-ground=#fdebea] - The ground under them.
 * @cssproperty [--family-auth-radius=12px] - The roundness of corners.
 * @cssproperty [--family-auth-font=system-ui] - The family of typefaces.
 * @cssproperty [--family-auth-min-block-size=min(100svh, 640px)] - The least height of a screen.
 */
export class FamilyAuthElement extends ScreenElement {
  static override readonly properties: PropertyDeclarations = {
    backend: {},
    clientId: { attribute: 'client-id' },
    trust: {},
    redirectUri: { attribute: 'redirect-uri' },
    assetsUrl: { attribute: 'assets-url' },
    isolation: {},
    engine: {},
    pace: {},
    facing: {},
    cameraSource: { attribute: false },
    flow: { attribute: false },
    sessionProvider: { attribute: false },
  };

  /** The backend's issuer URL. Required. */
  declare backend: string | undefined;
  /** The client's registered id at the provider. Required. */
  declare clientId: string | undefined;
  /** Thumbprints of keys one of which must have signed the backend's discovery document, with spaces between. Default: none is pinned. */
  declare trust: string | undefined;
  /** The log-in's callback page. Default: beside the script; with a bundler `/family-auth/browser/callback.html`. */
  declare redirectUri: string | undefined;
  /** Folder of the landmark model. Default: beside the script's folder; with a bundler `/family-auth/assets/`. */
  declare assetsUrl: string | undefined;
  /**
   * `frame`: the service runs in a frame of the backend's own origin, out of reach of the page's scripts. `inline`: it runs in the page,
   * which is then trusted with everything that is entered and shown. Default: `inline` where page and backend
   * are of one site, else `frame`.
   */
  declare isolation: 'frame' | 'inline' | undefined;
  /** Where the landmark model runs. Default `auto`. */
  declare engine: 'auto' | 'webgl' | 'wasm' | undefined;
  /** Time for each movement. Default `relaxed` with `elder`, else `standard`. */
  declare pace: 'standard' | 'relaxed' | undefined;
  /** Which camera is proposed: `environment` where somebody else holds the device. The person can choose the other. Default `user`. */
  declare facing: 'user' | 'environment' | undefined;
  /**
   * Where the camera comes from, with a backend that calls itself a test system; with any other the device is used. May change at any
   * time, used from the next opening on. Default: the device.
   */
  declare cameraSource: FlowOptions['cameraSource'];
  /**
   * A flow of the page's own making (`createFlow`) with a backend that calls itself a test system, in the place of one made from the
   * attributes. The page closes it.
   */
  declare flow: FlowLike | undefined;

  /**
   * For a portal whose server has logged the person in at the backend's provider: asks that server for a session, so that nobody logs in
   * a second time. Needs `isolation="inline"`; `client-id` is then the portal server's.
   */
  declare sessionProvider: FlowOptions['sessionProvider'];

  constructor() {
    super((host, context) => new FlowController(host as FlowHost, context));
  }
}
