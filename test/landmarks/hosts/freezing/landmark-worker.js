import '../redirect.js';
import '../never-answer-a-frame.js';

export * from '../../../../dist/assets/landmark-worker.js';
