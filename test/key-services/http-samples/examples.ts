import { EXAMPLES_FROM_MAILGUN } from "./examples-from-mailgun.ts";
import { EXAMPLES_TO_KERNEL } from "./examples-to-kernel.ts";
import type { Sample } from "./sample.ts";

/** A sample exchange for every description in `examples/` but those that a twin answers. */
export const EXAMPLE_SAMPLES: Readonly<Record<string, Sample>> = { ...EXAMPLES_TO_KERNEL, ...EXAMPLES_FROM_MAILGUN };
