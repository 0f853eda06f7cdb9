import type { Scene } from "./scene.ts";
import { BASE, NONE, PLAIN } from "./scenes.ts";
import { HANDLED } from "./scenes-of-hands.ts";
import { OVERLAP_PAIRS, OVERLAPS } from "./scenes-of-overlaps.ts";
import { TROUBLE } from "./scenes-of-trouble.ts";

/** Scenes that are played with every single mishap. */
export const SINGLE: readonly Scene[] = [...PLAIN, ...HANDLED, ...TROUBLE, ...OVERLAPS];

/** Scenes that are played with every pair of mishaps. */
export const PAIRS: readonly Scene[] = [...NONE, ...BASE, ...OVERLAP_PAIRS];
