import { relative } from 'node:path';

/**
 * The order in which a page comes to need the parts of the script, each with the modules that are imported late. What a stage needs and
 * none before it has is one file: a page loads few of them, and none twice.
 */
const STAGES = {
  // What a log-in and the page around a frame share.
  'top-window': ['src/login/top-window.ts'],
  discovery: ['src/client/discover.ts'],
  welcome: ['src/session/create-flow.ts', 'src/element/screens/welcome.ts'],
  form: [
    'src/login/login-core.ts',
    'src/client/create-client.ts',
    'src/session/family/family.ts',
    'src/session/application/application.ts',
    'src/element/screens/form.ts',
  ],
  result: [
    'src/client/upload-parts.ts',
    'src/client/wait-for-decision.ts',
    'src/seal/statement.ts',
    'src/seal/subject.ts',
    'src/seal/intent.ts',
    'src/session/result/result.ts',
    'src/session/family/card.ts',
    'src/element/screens/verification.ts',
  ],
  verification: [
    'src/session/application/verification.ts',
    'src/client/liveness-calls.ts',
    'src/session/application/photos.ts',
    'src/session/application/prepare-photo.ts',
    'src/session/face/face-check.ts',
    'src/camera/device-camera.ts',
    'src/landmarks/create-landmark-detector.ts',
  ],
  // Nobody waits for it who takes no photo of a document.
  documents: ['src/documents/look.ts'],
};

/** Output options of a bundle that is loaded stage by stage. */
export const staged = {
  chunkFileNames: 'chunks/[name]-[hash].js',
  onlyExplicitManualChunks: true,
  manualChunks: (id, graph) => stagesOf(graph).get(id),
};

const known = new WeakMap();

/** Of each module the stage that needs it first; none for what the page's script imports at once. */
function stagesOf(graph) {
  const before = known.get(graph.getModuleInfo);
  if (before) return before;
  const ids = [...graph.getModuleIds()];
  const stages = new Map();
  const give = (roots, stage) => {
    for (const id of roots) {
      if (stages.has(id)) continue;
      stages.set(id, stage);
      give(graph.getModuleInfo(id)?.importedIds ?? [], stage);
    }
  };
  give(
    ids.filter((id) => graph.getModuleInfo(id).isEntry),
    'family-auth',
  );
  for (const [stage, paths] of Object.entries(STAGES)) {
    const roots = paths.map((path) => ids.find((id) => relative('.', id) === path));
    const missing = paths.filter((_, index) => roots[index] === undefined);
    if (missing.length > 0)
      throw new Error(`rollup.stages.mjs names modules that nothing imports: ${missing}`);
    give(roots, stage);
  }
  known.set(graph.getModuleInfo, stages);
  return stages;
}

/** A browser asks for what a late file imports only when it has read that file: asked for beside it, one wait is saved. */
export function importsBeside() {
  return {
    name: 'imports-beside',
    renderDynamicImport({ chunk, targetChunk, getTargetChunkImports }) {
      if (!targetChunk) return null;
      const beside = (getTargetChunkImports() ?? []).filter(
        ({ type, chunk: imported }) =>
          type === 'internal' && !imported.isEntry && imported.name !== chunk.name,
      );
      if (beside.length === 0) return null;
      const asked = beside.map(({ resolvedImportPath }) => `import(${resolvedImportPath}).catch(()=>{})`);
      return { left: `(${asked.join(',')},import(`, right: '))' };
    },
  };
}
