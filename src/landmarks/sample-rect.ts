import { bytesPerPixel, type Pixels } from './pixels.ts';

/** A turned rectangle in a picture, in pixels; `rotation` in radians, clockwise on the screen. */
export interface PixelRect {
  readonly xCenter: number;
  readonly yCenter: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
}

interface SampleOptions {
  /** Side of the square result in pixels. */
  readonly side: number;
  /** What lies outside the picture: black, or the nearest edge pixel. */
  readonly border: 'zero' | 'replicate';
  /** Values that 0 and 255 become. */
  readonly range: readonly [low: number, high: number];
}

/**
 * Cuts a turned rectangle out of a picture and scales it to a square, bilinear, RGB floats.
 *
 * Same mapping, border rule and interpolation as the packages' `convertImageToTensor` (MediaPipe's
 * ImageToTensorCalculator; TensorFlow's ImageProjectiveTransform), in plain code so that every host and engine
 * feeds the model the same numbers and only a small square travels to the engine.
 */
export function sampleRect(
  pixels: Pixels,
  rect: PixelRect,
  { side, border, range }: SampleOptions,
): Float32Array {
  const { data, width, height } = pixels;
  const stride = bytesPerPixel(pixels);
  const [low, high] = range;
  const scale = (high - low) / 255;
  const cos = Math.cos(rect.rotation);
  const sin = Math.sin(rect.rotation);
  const xPerColumn = (rect.width * cos) / side;
  const yPerColumn = (rect.width * sin) / side;
  const xPerRow = (-rect.height * sin) / side;
  const yPerRow = (rect.height * cos) / side;
  const xOrigin = rect.xCenter - (side / 2) * (xPerColumn + xPerRow);
  const yOrigin = rect.yCenter - (side / 2) * (yPerColumn + yPerRow);
  const square = new Float32Array(side * side * 3);
  let out = 0;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++, out += 3) {
      let x = xOrigin + column * xPerColumn + row * xPerRow;
      let y = yOrigin + column * yPerColumn + row * yPerRow;
      if (border === 'replicate') {
        x = Math.min(Math.max(x, 0), width - 1);
        y = Math.min(Math.max(y, 0), height - 1);
      }
      const left = Math.floor(x);
      const top = Math.floor(y);
      const fractionX = x - left;
      const fractionY = y - top;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let corner = 0; corner < 4; corner++) {
        const cornerX = left + (corner & 1);
        const cornerY = top + (corner >> 1);
        if (cornerX < 0 || cornerY < 0 || cornerX >= width || cornerY >= height) continue;
        const weight = (corner & 1 ? fractionX : 1 - fractionX) * (corner >> 1 ? fractionY : 1 - fractionY);
        const offset = (cornerY * width + cornerX) * stride;
        red += weight * data[offset]!;
        green += weight * data[offset + 1]!;
        blue += weight * data[offset + 2]!;
      }
      square[out] = red * scale + low;
      square[out + 1] = green * scale + low;
      square[out + 2] = blue * scale + low;
    }
  }
  return square;
}
