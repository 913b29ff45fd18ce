import '../redirect.js';
import '../call-it-a-gpu.js';

const readPixels = WebGL2RenderingContext.prototype.readPixels;
const getBufferSubData = WebGL2RenderingContext.prototype.getBufferSubData;

// A GPU that returns half of every number.
const halve = (values) => {
  if (values instanceof Float32Array)
    values.forEach((value, index) => {
      values[index] = value / 2;
    });
};
WebGL2RenderingContext.prototype.readPixels = function (...args) {
  readPixels.apply(this, args);
  halve(args[6]);
};
WebGL2RenderingContext.prototype.getBufferSubData = function (...args) {
  getBufferSubData.apply(this, args);
  halve(args[2]);
};
