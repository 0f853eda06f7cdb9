import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Bytes of a build. */
export interface Sizes {
  readonly indexBytes: number;
  readonly allBytes: number;
}

/** Weighs the `dist` folder of a build. */
export function measureSizes(action: string): Sizes {
  const folder = join(action, "dist");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
  const allBytes = bytes.reduce((sum, size) => sum + size, 0);
  return { indexBytes: statSync(join(folder, "index.js")).size, allBytes };
}
