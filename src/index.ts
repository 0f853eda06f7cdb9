import { run } from "./main.ts";

// Without a top-level await: files that are loaded later import from this one, which must have come to its end.
process.exitCode = 1;
void run().then((code) => {
  process.exitCode = code;
});
