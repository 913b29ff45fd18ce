const UNMASKED_RENDERER_WEBGL = 0x9246;
const getParameter = WebGL2RenderingContext.prototype.getParameter;

WebGL2RenderingContext.prototype.getParameter = function (name) {
  return name === UNMASKED_RENDERER_WEBGL ? 'Example GPU 1' : getParameter.call(this, name);
};
