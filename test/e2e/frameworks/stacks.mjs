const PREVIEW_AND_DEV = ['run start', 'run dev'];

/** What shows on the page that a property which is an object, and an event, have come across. */
const REACT_SHOWS = { heading: 'Add a card of your family', hidden: 'One moment…' };

/**
 * What `npm run frameworks` builds. `example`: the folder in examples/. `build`, `serve`: words for npm; several ways to serve are
 * visited one after the other. `heading`, `hidden`: what the page must show, and no longer show, at the welcome screen. `isolation`,
 * `versions` of packages: in the place of those that the example names. `own`: the page draws the screens itself.
 */
export const STACKS = [
  { name: 'plain', example: 'plain' },
  { name: 'plain-frame', example: 'plain', isolation: 'frame' },
  { name: 'headless', example: 'headless', serve: PREVIEW_AND_DEV, own: true },
  { name: 'portal-server', example: 'portal-server' },
  { name: 'vite', example: 'vite', serve: PREVIEW_AND_DEV },
  { name: 'webpack', example: 'webpack' },
  { name: 'webpack-5.98', example: 'webpack', versions: { webpack: '5.98.0', 'webpack-cli': '6.0.1' } },
  { name: 'next', example: 'next' },
  { name: 'next-webpack', example: 'next', build: 'run build -- --webpack' },
  { name: 'vue', example: 'vue', serve: PREVIEW_AND_DEV },
  { name: 'angular', example: 'angular' },
  { name: 'sveltekit', example: 'sveltekit', serve: PREVIEW_AND_DEV },
  { name: 'react', example: 'react', serve: PREVIEW_AND_DEV, ...REACT_SHOWS },
  {
    name: 'react-18',
    example: 'react',
    ...REACT_SHOWS,
    versions: {
      react: '18.3.1',
      'react-dom': '18.3.1',
      '@types/react': '18.3.12',
      '@types/react-dom': '18.3.1',
    },
  },
].map((stack) => ({ build: 'run build', serve: ['run start'], versions: {}, isolation: 'inline', ...stack }));

/** The compilers under which the types are checked, beside each example's own. */
export const COMPILERS = ['5.4.5', '5.6.3', '6.0.2', '7.0.2'];
