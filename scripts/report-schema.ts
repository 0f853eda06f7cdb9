import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { reportJsonSchema } from "../src/report/report-schema.ts";

/** Writes the published JSON Schema of the JSON report. With `--check` it writes nothing, and fails if it is out of date. */
const path = "schema/report.schema.json";
const content = `${JSON.stringify(reportJsonSchema(), null, 2)}\n`;

if (!process.argv.includes("--check")) {
  mkdirSync("schema", { recursive: true });
  writeFileSync(path, content);
  console.log(`${path} written`);
} else if (readFileSync(path, "utf8") !== content) {
  console.error(`${path} is out of date: run \`node scripts/report-schema.ts\``);
  process.exitCode = 1;
}
