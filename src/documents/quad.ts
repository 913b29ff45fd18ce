/** Pixels from the top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Four corners, clockwise from the top left. */
export type Quad = readonly [Point, Point, Point, Point];

export const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** Mean length of the level and of the upright sides. */
export function sidesOf([a, b, c, d]: Quad): { readonly across: number; readonly down: number } {
  return { across: (distance(a, b) + distance(d, c)) / 2, down: (distance(a, d) + distance(b, c)) / 2 };
}

export function areaOf(quad: Quad): number {
  return Math.abs(
    quad.reduce((sum, { x, y }, n) => {
      const next = quad[(n + 1) % 4]!;
      return sum + x * next.y - next.x * y;
    }, 0) / 2,
  );
}
