/**
 * `family-auth/react`: `<family-auth>` as a component of React 18 and 19, and the types of its tag in JSX. Needs `@lit/react` and
 * `react` beside it, which this package does not bring along.
 *
 * @module
 */
import { createComponent, type EventName, type ReactWebComponent } from '@lit/react';
import * as React from 'react';
import { FamilyAuthElement } from './define.ts';
import type { FamilyAuthEventMap } from './element/events.ts';

/**
 * The events of `<family-auth>` as props of {@link FamilyAuth}.
 *
 * @example
 * ```ts
 * import type { FamilyAuthReactEvents } from 'family-auth/react';
 *
 * const toEvent: Record<keyof FamilyAuthReactEvents, string> = {
 *   onReady: 'family-auth-ready',
 *   onPhase: 'family-auth-phase',
 *   onComplete: 'family-auth-complete',
 *   onError: 'family-auth-error',
 *   onClose: 'family-auth-close',
 * };
 * Object.keys(toEvent).length; // → 5
 * ```
 */
export type FamilyAuthReactEvents = {
  /** `family-auth-ready`: the first screen is on show. */
  onReady: EventName<FamilyAuthEventMap['family-auth-ready']>;
  /** `family-auth-phase`: the screen, or the state of a prompt, changed. */
  onPhase: EventName<FamilyAuthEventMap['family-auth-phase']>;
  /** `family-auth-complete`: decided, or sent and no longer waited for. Have your server ask the backend. */
  onComplete: EventName<FamilyAuthEventMap['family-auth-complete']>;
  /** `family-auth-error`: a problem that leaves no way on. */
  onError: EventName<FamilyAuthEventMap['family-auth-error']>;
  /** `family-auth-close`: left before anything was sent. */
  onClose: EventName<FamilyAuthEventMap['family-auth-close']>;
};

/**
 * `<family-auth>` as a React component: every property is a prop, objects included, and every event a callback. On a server it renders
 * the empty tag, which the browser's code takes over. Importing this module registers the element.
 *
 * @example
 * ```ts
 * import { createElement } from 'react';
 * import { FamilyAuth } from 'family-auth/react';
 *
 * const screen = createElement(FamilyAuth, {
 *   backend: 'https://social-security.example',
 *   clientId: 'your-portal',
 *   onComplete: ({ detail }) => askYourServerAbout(detail.applicationId),
 * });
 * screen.type === FamilyAuth; // → true
 * ```
 */
export const FamilyAuth: ReactWebComponent<FamilyAuthElement, FamilyAuthReactEvents> = createComponent({
  react: React,
  tagName: 'family-auth',
  elementClass: FamilyAuthElement,
  displayName: 'FamilyAuth',
  events: {
    onReady: 'family-auth-ready' as FamilyAuthReactEvents['onReady'],
    onPhase: 'family-auth-phase' as FamilyAuthReactEvents['onPhase'],
    onComplete: 'family-auth-complete' as FamilyAuthReactEvents['onComplete'],
    onError: 'family-auth-error' as FamilyAuthReactEvents['onError'],
    onClose: 'family-auth-close' as FamilyAuthReactEvents['onClose'],
  },
});

/**
 * What the bare tag takes in JSX. Properties that are objects, and events, reach a bare tag from React 19 on; under React 18 take
 * {@link FamilyAuth}.
 *
 * @example
 * ```ts
 * import type { FamilyAuthAttributes } from 'family-auth/react';
 *
 * const attributes: FamilyAuthAttributes = { backend: 'https://social-security.example', 'client-id': 'your-portal', lang: 'en' };
 * attributes['client-id']; // → 'your-portal'
 * ```
 */
export type FamilyAuthAttributes = React.DetailedHTMLProps<
  React.HTMLAttributes<FamilyAuthElement>,
  FamilyAuthElement
> &
  Partial<
    Pick<
      FamilyAuthElement,
      | 'backend'
      | 'isolation'
      | 'engine'
      | 'elder'
      | 'theme'
      | 'voice'
      | 'pace'
      | 'facing'
      | 'backButton'
      | 'cameraSource'
      | 'messages'
      | 'flow'
    >
  > & {
    'client-id'?: string;
    'redirect-uri'?: string;
    'assets-url'?: string;
    'back-button'?: 'flow' | 'page';
  } & {
    [Type in keyof FamilyAuthEventMap as `on${Type}`]?: (event: FamilyAuthEventMap[Type]) => void;
  };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'family-auth': FamilyAuthAttributes;
    }
  }
}
