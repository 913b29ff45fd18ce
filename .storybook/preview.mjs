export default {
  parameters: {
    layout: 'fullscreen',
    controls: { hideNoControlsWarning: true },
    a11y: { test: 'error' },
  },
};
