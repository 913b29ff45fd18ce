import 'family-auth/define';
import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import type { CompleteDetail } from 'family-auth';

@Component({
  selector: 'app-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <family-auth
      backend="http://127.0.0.1:8091"
      client-id="demo-portal"
      isolation="inline"
      (family-auth-complete)="onComplete($event)"
    ></family-auth>
    @if (ended(); as detail) {
      <p>Ended: {{ detail.status }}</p>
    }
  `,
})
export class App {
  readonly ended = signal<CompleteDetail | null>(null);

  // Any script can dispatch this event: have your server ask the backend before you act on it.
  onComplete(event: Event) {
    this.ended.set((event as CustomEvent<CompleteDetail>).detail);
  }
}
