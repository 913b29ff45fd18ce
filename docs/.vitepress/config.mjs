import { pages } from '../pages.mjs';

const all = pages();
/** The words before a colon: a title says more than a list of pages needs. It is HTML there. */
const shortOf = (title) => title.split(':')[0].replaceAll('<', '&lt;');
const item = ({ title, target }) => ({
  text: shortOf(title),
  link: `/${target.replace(/(index)?\.md$/, '')}`,
});
const groups = [...Map.groupBy(all.slice(1), ({ group }) => group)];

/** Pages come from `site.mjs`, which writes them to `dist/pages` with their links set; VitePress refuses those that lead nowhere. */
export default {
  title: 'family-auth',
  description:
    'Adding a relative’s electronic social security card (亲情服务): a custom element, a client, a test backend.',
  lang: 'en',
  base: process.env.FAMILY_AUTH_DOCS_BASE ?? '/',
  srcDir: 'dist/pages',
  outDir: 'dist/site',
  cacheDir: 'dist/cache',
  lastUpdated: false,
  themeConfig: {
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Embed', link: '/embed' },
      { text: 'Client', link: '/client' },
      { text: 'Errors', link: '/errors/' },
      { text: 'API', link: '/api/index.html', target: '_self' }, // TypeDoc's own pages
    ],
    sidebar: groups.map(([text, of]) => ({ text, items: of.map(item), collapsed: of.length > 10 })),
    outline: [2, 3],
    search: { provider: 'local' },
    docFooter: { prev: false, next: false },
  },
  vite: { logLevel: 'warn' },
};
