/**
 * Names of points of the face mesh (MediaPipe Face Mesh topology, indices 0-467), the one place where they are named.
 *
 * Left and right are the person's own. Pictures come as the camera sees them, not mirrored: the right eye is on the
 * image's left. MediaPipe's own constants name eyes the other way round, by the side of the image.
 */

/** An eye's contour in the order of the eye aspect ratio: p1 … p6 (Soukupová & Čech 2016), p1 on the image's left. */
export const RIGHT_EYE = [33, 160, 158, 133, 153, 144] as const;
export const LEFT_EYE = [362, 385, 387, 263, 373, 380] as const;

/** Corners of an eye from image left to right: the outer and the inner one of the right eye, the reverse of the left. */
export const RIGHT_EYE_CORNERS = [RIGHT_EYE[0], RIGHT_EYE[3]] as const;
export const LEFT_EYE_CORNERS = [LEFT_EYE[0], LEFT_EYE[3]] as const;

export const RIGHT_EYE_OUTER = RIGHT_EYE[0];
export const LEFT_EYE_OUTER = LEFT_EYE[3];

/** At the edges of the face, before the ears. */
export const RIGHT_CHEEK = 234;
export const LEFT_CHEEK = 454;

/** The mouth in the middle of the face, from above: outer and inner edge of the upper lip, the same of the lower one, chin. */
export const UPPER_LIP = [0, 13] as const;
export const LOWER_LIP = [14, 17] as const;
export const CHIN = 152;

/** Top of the forehead and base of the nose, both in the middle of the face. */
export const FOREHEAD = 10;
export const NOSE_BASE = 2;
