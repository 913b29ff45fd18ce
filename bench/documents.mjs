// npm run bench:documents: how often the looks at pictures of documents are right.

import { countOf, readOptions, requireNode, writeReport } from '../scripts/command.mjs';
import { withProgress } from '../scripts/progress.mjs';

const HELP = `How often what is said of a picture of a document is right, and how often the camera would take one by itself that it
should not. Over rendered specimen cards: four kinds of documents, six faults, seven things that are no document.

  npm run bench:documents -- [options]

  --seed N       which pictures are made (default 11; the limits were set with 1 and 2)
  --each N       pictures of each fault (default 20); six times as many are in order
  --dir DIR      pictures of your own instead (JPEG, PNG), each in a folder named by its fault: in_order, blurred, too_dark,
                 glare, cut_off, too_far, aslant, no_document; cards, not passports
  --json FILE    writes {pictures, byFault: {FAULT: {pictures, recall, falseAlarms, told}}, autoCapture: {inOrder, captured, faulty,
                 wrong}, ms} there. recall: of the pictures with the fault, those of which it is said; falseAlarms: of those in
                 order, those of which it is said; told: what was said how often. captured: of the pictures in order, those
                 that would be taken; wrong: of the faulty, those that would. ms: median for one look
  --help         show this

Exit code: 0 when everything was looked at, a wrong command 2.
`;

requireNode();
const { documentPictures, pictureFiles } = await import('./documents/population.mjs');
const options = readOptions({
  name: 'bench:documents',
  help: HELP,
  options: {
    seed: { type: 'string', default: '11' },
    each: { type: 'string', default: '20' },
    dir: { type: 'string' },
    json: { type: 'string' },
  },
  check: ({ values: { seed, each, dir, json } }) => ({
    json,
    pictures: dir ? pictureFiles(dir) : documentPictures(countOf('--seed', seed), countOf('--each', each)),
  }),
});
const { checkDocument, DOCUMENT_FAULTS } = await import('../src/documents/check-document.ts');
const { lumaOf } = await import('../src/documents/luma.ts');

const looks = [];
for await (const { name, shape, fault, draw } of withProgress(options.pictures, ({ name }) => name)) {
  const picture = await draw();
  const { width, height } = picture;
  const startedMs = performance.now();
  const told = checkDocument(lumaOf(picture, 3), { width, height, shape, aiming: true }).fault;
  looks.push({ name, fault, told, ms: performance.now() - startedMs });
}
const report = summarize();
writeReport(options.json, report);
show(report);

function summarize() {
  const inOrder = looks.filter(({ fault }) => fault === null);
  const faulty = looks.filter(({ fault }) => fault !== null);
  const share = (some, of) => (of.length === 0 ? null : Number((some.length / of.length).toFixed(3)));
  const byFault = DOCUMENT_FAULTS.map((fault) => {
    const own = looks.filter((look) => look.fault === fault);
    const told = Object.groupBy(own, ({ told: said }) => said ?? 'in_order');
    return [
      fault,
      {
        pictures: own.length,
        recall: share(
          own.filter(({ told: said }) => said === fault),
          own,
        ),
        falseAlarms: share(
          inOrder.filter(({ told: said }) => said === fault),
          inOrder,
        ),
        told: Object.fromEntries(Object.entries(told).map(([said, those]) => [said, those.length])),
      },
    ];
  });
  const times = looks.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    pictures: looks.length,
    byFault: Object.fromEntries(byFault),
    autoCapture: {
      inOrder: inOrder.length,
      captured: inOrder.filter(({ told }) => told === null).length,
      faulty: faulty.length,
      wrong: faulty.filter(({ told }) => told === null).length,
    },
    ms: Number((times[Math.floor(times.length / 2)] ?? 0).toFixed(1)),
  };
}

function show({ pictures: count, byFault, autoCapture: { inOrder, captured, faulty, wrong } }) {
  console.log(
    `${count} pictures; in order: ${captured} of ${inOrder} would be taken; faulty: ${wrong} of ${faulty} would be taken`,
  );
  for (const [fault, { pictures: own, recall, falseAlarms, told }] of Object.entries(byFault)) {
    const said = Object.entries(told).map(([what, times]) => `${what} ${times}`);
    console.log(
      `${fault.padEnd(12)} ${String(own).padStart(4)}  recall ${recall}  false alarms ${falseAlarms}  told: ${said.join(', ')}`,
    );
  }
}
