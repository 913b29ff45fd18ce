import { drawPlan } from '../../src/challenge/plan.ts';
import { framesOf } from '../clips/frames-of.mjs';
import { loopFromAnywhere, openPerson, timing } from '../liveness/person.mjs';
import { measureSession } from './measure-session.mjs';

/**
 * Sessions before a clip with what each measured: honest ones and, of the same film, slideshows and flat pictures; or those
 * of an attack. What answers no prompts plays over and over.
 *
 * @param {{rates: number[], sessions: number, made: number}} options
 */
export function measureClipOften(clip, trace, { rates, sessions, made }) {
  const { frames, fps: filmFps } = framesOf(trace);
  const atRates = [...new Set(rates.map((rate) => Math.min(rate, filmFps)))];
  const often = (kind, count, begin) =>
    atRates.flatMap((fps) =>
      Array.from({ length: count }, (_, session) => {
        const options = timing(`${clip.name} ${kind} ${fps} ${session + 1}`, fps);
        const begun = begin(options);
        if (!begun) return [];
        const measured = measureSession(begun.book, begun.plan, options);
        return [{ clip: clip.name, person: clip.person, kind, fps, ...measured }];
      }).flat(),
    );
  if (!clip.segments) {
    const looped = ({ random, fps, policy }) => ({
      book: loopFromAnywhere(frames, filmFps, random),
      plan: drawPlan(random, fps, policy),
    });
    return { honest: [], attacks: often(clip.kind, sessions, looped) };
  }
  const person = openPerson(clip, frames, filmFps);
  const answering =
    (open) =>
    ({ random, fps }) => {
      const plan = person.plan(random, fps);
      return plan && { plan, book: open(random) };
    };
  if (clip.isAttack) return { honest: [], attacks: often(clip.kind, sessions, answering(person.book)) };
  return {
    honest: often('honest', sessions, answering(person.book)),
    attacks: [
      ...often('slideshow of a film', made, answering(person.slideshow)),
      ...often('stills on the way', made, answering(person.stillsOnTheWay)),
      ...often('flat film', made, answering(person.flat)),
    ],
  };
}
