import './spoil.js';

export * from '../../../../dist/assets/landmark-probe.js';
