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
  const { width, height } = pixels;
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
  const colour = new Float64Array(3);
  const sample = bilinear(pixels, colour);
  let out = 0;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++, out += 3) {
      let x = xOrigin + column * xPerColumn + row * xPerRow;
      let y = yOrigin + column * yPerColumn + row * yPerRow;
      if (border === 'replicate') {
        x = Math.min(Math.max(x, 0), width - 1);
        y = Math.min(Math.max(y, 0), height - 1);
      }
      sample(x, y);
      square[out] = colour[0]! * scale + low;
      square[out + 1] = colour[1]! * scale + low;
      square[out + 2] = colour[2]! * scale + low;
    }
  }
  return square;
}

/** Writes the colour between four pixels into `colour`; outside of the picture it is black. */
function bilinear(pixels: Pixels, colour: Float64Array): (x: number, y: number) => void {
  const { data, width, height } = pixels;
  const stride = bytesPerPixel(pixels);
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const fractionX = x - left;
    const fractionY = y - top;
    if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
      const weight1 = (1 - fractionX) * (1 - fractionY);
      const weight2 = fractionX * (1 - fractionY);
      const weight3 = (1 - fractionX) * fractionY;
      const weight4 = fractionX * fractionY;
      const first = (top * width + left) * stride;
      const below = first + width * stride;
      for (let channel = 0; channel < 3; channel++) {
        colour[channel] =
          weight1 * data[first + channel]! +
          weight2 * data[first + stride + channel]! +
          weight3 * data[below + channel]! +
          weight4 * data[below + stride + channel]!;
      }
      return;
    }
    colour.fill(0);
    for (let corner = 0; corner < 4; corner++) {
      const cornerX = left + (corner & 1);
      const cornerY = top + (corner >> 1);
      if (cornerX < 0 || cornerY < 0 || cornerX >= width || cornerY >= height) continue;
      const weight = (corner & 1 ? fractionX : 1 - fractionX) * (corner >> 1 ? fractionY : 1 - fractionY);
      const offset = (cornerY * width + cornerX) * stride;
      for (let channel = 0; channel < 3; channel++)
        colour[channel] = colour[channel]! + weight * data[offset + channel]!;
    }
  };
}
