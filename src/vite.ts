/**
 * `family-auth/vite`: the plugin for Vite and Rollup. For Node; no side effects at import.
 */
export {
  type FamilyAuthPlugin,
  type FamilyAuthPluginOptions,
  familyAuth,
} from './integration/vite-plugin.ts';
