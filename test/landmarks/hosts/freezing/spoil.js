import '../redirect.js';
import '../never-answer-a-frame.js';
