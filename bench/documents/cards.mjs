// Sample documents of our own making: invented people, strokes in the place of letters (so that no font is needed and the
// same picture comes out everywhere), SPECIMEN across them. The layout is as coarse as the checks need it, no more.

const CARD_WIDTH = 1012;
const CARD_HEIGHT = 638;
const PAGE_WIDTH = 1000;
const PAGE_HEIGHT = 704;

/** The documents, by what they are: `shape` as in src/documents. */
export const DOCUMENTS = {
  'id-front': { shape: 'card', width: CARD_WIDTH, height: CARD_HEIGHT, draw: idFront },
  'id-back': { shape: 'card', width: CARD_WIDTH, height: CARD_HEIGHT, draw: idBack },
  'social-security-card': { shape: 'card', width: CARD_WIDTH, height: CARD_HEIGHT, draw: socialSecurityCard },
  'passport-page': { shape: 'page', width: PAGE_WIDTH, height: PAGE_HEIGHT, draw: passportPage },
};

/** @returns an SVG of the document, `random` from `randomOf`. */
export function drawDocument(kind, random) {
  const { width, height, draw } = DOCUMENTS[kind];
  const round = kind === 'passport-page' ? 8 : 38;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
    <clipPath id="card"><rect width="${width}" height="${height}" rx="${round}"/></clipPath>
    <g clip-path="url(#card)">${draw(random)}${specimen(width, height)}</g></svg>`;
}

/** Something as dense as a Han character: five to eight strokes in a box. */
function han(x, y, size, { between }) {
  const strokes = Array.from({ length: 5 + Math.floor(between(0, 4)) }, () => {
    const at = between(0.1, 0.9) * size;
    const [from, to] = [between(0, 0.35) * size, between(0.6, 1) * size];
    return between(0, 1) < 0.55
      ? `M${x + from} ${y + at}L${x + to} ${y + at + between(-0.08, 0.02) * size}`
      : `M${x + at} ${y + from}L${x + at + between(-0.25, 0.2) * size} ${y + to}`;
  });
  return strokes.join('');
}

function writing(x, y, size, count, random, { colour = '#1c1c22', gap = 1.15, weight = 0.09 } = {}) {
  const path = Array.from({ length: count }, (_, n) => han(x + n * size * gap, y, size, random)).join('');
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${size * weight}"/>`;
}

/** Segments of a digit, as on a display: top, two upper, middle, two lower, bottom. */
const DIGITS = ['abcefg', 'cf', 'acdeg', 'acdfg', 'bcdf', 'abdfg', 'abdefg', 'acf', 'abcdefg', 'abcdfg'];
const SEGMENTS = {
  a: 'M0 0H1',
  b: 'M0 0V1',
  c: 'M1 0V1',
  d: 'M0 1H1',
  e: 'M0 1V2',
  f: 'M1 1V2',
  g: 'M0 2H1',
};

function digits(x, y, size, count, { between }, { colour = '#1c1c22', gap = 0.82, weight = 0.17 } = {}) {
  return Array.from({ length: count }, (_, n) => {
    const path = [...DIGITS[Math.floor(between(0, 10))]].map((segment) => SEGMENTS[segment]).join('');
    return `<path transform="translate(${x + n * size * gap} ${y}) scale(${size / 2})" d="${path}" fill="none" stroke="${colour}" stroke-width="${weight}"/>`;
  }).join('');
}

const specimen = (
  width,
  height,
) => `<g transform="translate(${width / 2} ${height / 2}) rotate(-24)" opacity="0.22">
  <text text-anchor="middle" font-size="86" font-family="sans-serif" font-weight="700" fill="#a01020">样本 SPECIMEN</text></g>`;

/** Fine lines, as security printing has them. */
function guilloche(width, height, colour, { between }) {
  return Array.from({ length: 16 }, (_, n) => {
    const y = (height * (n + 0.5)) / 16;
    const swing = between(12, 34);
    const waves = Array.from(
      { length: 8 },
      (__, wave) => `q${width / 32} ${wave % 2 ? swing : -swing} ${width / 8} 0`,
    );
    return `<path d="M0 ${y}${waves.join('')}" fill="none" stroke="${colour}" stroke-width="1.6" opacity="0.35"/>`;
  }).join('');
}

const head = (x, y, width, { between }) => {
  const skin = `rgb(${between(196, 226)},${between(160, 188)},${between(132, 160)})`;
  const hair = `rgb(${between(20, 60)},${between(20, 50)},${between(20, 48)})`;
  return `<g transform="translate(${x} ${y}) scale(${width / 200})"><rect width="200" height="250" fill="#f4f4f2"/>
    <path d="M10 250q10-66 90-66t90 66z" fill="rgb(${between(20, 90)},${between(30, 90)},${between(50, 120)})"/>
    <path d="M82 150h36v44q-18 14-36 0z" fill="${skin}"/><ellipse cx="100" cy="110" rx="50" ry="64" fill="${skin}"/>
    <path d="M46 108q-8-78 54-78t54 78q-8-40-30-48-44 10-66-4-10 24-12 52z" fill="${hair}"/>
    <path d="M72 112h18M110 112h18M88 150q12 8 24 0M100 116v20" stroke="#3a2a22" stroke-width="5" fill="none"/></g>`;
};

function idFront(random) {
  const { between } = random;
  const ground = `<rect width="1012" height="638" fill="rgb(${between(214, 226)},${between(228, 236)},${between(236, 244)})"/>`;
  const rows = [70, 152, 234].map((y, n) => {
    const label = writing(66, y, 30, 2, random, { colour: '#3f6fb0' });
    return label + writing(186, y - 4, 40, [2 + Math.floor(between(0, 2)), 4, 7][n], random);
  });
  const address = [316, 368].map((y) => writing(186, y, 36, 10, random)).join('');
  const number = writing(66, 540, 30, 6, random, { colour: '#3f6fb0' }) + digits(350, 530, 40, 18, random);
  return `${ground}${guilloche(1012, 638, '#86a9cf', random)}${rows.join('')}${writing(66, 316, 30, 2, random, { colour: '#3f6fb0' })}${address}${head(690, 80, 270, random)}${number}`;
}

function idBack(random) {
  const { between } = random;
  const ground = `<rect width="1012" height="638" fill="rgb(${between(222, 232)},${between(226, 234)},${between(228, 238)})"/>`;
  const emblem = `<g transform="translate(150 140)" fill="none" stroke="#b8322c" stroke-width="9"><circle r="74"/><circle r="52"/>
    <path d="M0-36l11 24 26 3-19 18 5 27-23-13-23 13 5-27-19-18 26-3z" fill="#b8322c"/></g>`;
  const title =
    writing(290, 80, 62, 9, random, { gap: 1.1 }) + writing(330, 190, 84, 5, random, { gap: 1.3 });
  const rows = [450, 532].map(
    (y, n) =>
      writing(170, y, 34, 4, random) +
      (n === 0 ? writing(380, y, 38, 8, random) : digits(380, y, 38, 16, random)),
  );
  return `${ground}${guilloche(1012, 638, '#c99aa0', random)}${emblem}${title}${rows.join('')}`;
}

function socialSecurityCard(random) {
  const { between } = random;
  const hue = between(185, 225);
  const ground = `<defs><linearGradient id="ssc" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl(${hue},46%,82%)"/><stop offset="1" stop-color="hsl(${hue},52%,66%)"/></linearGradient></defs>
    <rect width="1012" height="638" fill="url(#ssc)"/>`;
  const chip = `<rect x="92" y="236" width="128" height="104" rx="14" fill="#d8b64c" stroke="#8d7424" stroke-width="4"/><path d="M92 272h128M92 304h128M136 236v104M176 236v104" stroke="#8d7424" stroke-width="4"/>`;
  const title = writing(92, 62, 64, 7, random, { colour: '#123a63', gap: 1.12 });
  const rows = [380, 446, 512].map(
    (y, n) =>
      writing(300, y, 32, 4, random) +
      (n === 1 ? digits(470, y, 34, 18, random) : writing(470, y, 36, 3 + n * 2, random)),
  );
  return `${ground}${guilloche(1012, 638, '#4f87b5', random)}${title}${chip}${head(92, 378, 150, random)}${rows.join('')}`;
}

function passportPage(random) {
  const { between } = random;
  const ground = `<rect width="1000" height="704" fill="rgb(${between(226, 240)},${between(222, 234)},${between(212, 226)})"/>`;
  const rows = Array.from({ length: 6 }, (_, n) => {
    const y = 120 + n * 70;
    return (
      writing(380, y, 20, 6, random, { colour: '#6b6f7c' }) +
      writing(380, y + 26, 30, 5 + Math.floor(between(0, 8)), random)
    );
  });
  const zone = [592, 644].map((y) => digits(40, y, 26, 42, random, { gap: 0.85 })).join('');
  return `${ground}${guilloche(1000, 704, '#b9a98a', random)}${writing(60, 40, 40, 8, random)}${head(60, 130, 270, random)}${rows.join('')}${zone}`;
}
