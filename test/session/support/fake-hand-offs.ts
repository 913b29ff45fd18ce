import type { HandOff } from '../../../src/protocol/hand-off.ts';
import { BackendError, PROBLEM_STATUS } from '../../../src/protocol/problem.ts';

const AT = '2026-11-30T08:05:00.000Z';

/** The hand-offs of the fake backend; a test plays the other device. */
export class FakeHandOffs {
  /** What the other device shows. */
  readonly code = '4719';
  opened = 0;
  #now: HandOff = { id: 'hand-off-0', application: 'application-0', status: 'ended', expires_at: AT };
  #triesLeft = 3;

  open(application: string): HandOff {
    this.opened += 1;
    this.#triesLeft = 3;
    this.#now = {
      id: `hand-off-${this.opened}`,
      application,
      status: 'open',
      expires_at: AT,
      invitation: {
        scan: {
          url: 'https://backend.example/hand-off/#scan',
          qr: { size: 1, modules: 'gA' },
          expires_at: AT,
        },
        link: 'https://backend.example/hand-off/#link',
        page: 'https://backend.example/hand-off/',
        code: '482913705',
      },
    };
    return this.#now;
  }

  look(): HandOff {
    return this.#now;
  }

  /** The other device takes it up, goes on, or hands in. */
  become(changes: Partial<HandOff>): void {
    const { invitation: _, ...rest } = this.#now;
    this.#now = { ...rest, ...changes };
  }

  confirm(code: string): HandOff {
    if (code === this.code) {
      this.become({ status: 'confirmed', stage: 'ready' });
      return this.#now;
    }
    this.#triesLeft -= 1;
    if (this.#triesLeft === 0) this.end('wrong_code');
    else this.become({ tries_left: this.#triesLeft });
    const problem = this.#triesLeft === 0 ? 'hand_off_ended' : 'hand_off_code_wrong';
    throw new BackendError({ type: 'about:blank', status: PROBLEM_STATUS[problem], code: problem });
  }

  end(reason: NonNullable<HandOff['reason']>): HandOff {
    this.become({ status: 'ended', reason });
    return this.#now;
  }
}
