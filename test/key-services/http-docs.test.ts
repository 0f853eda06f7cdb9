import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { fill, tables } from "../../scripts/tables.ts";
import { SHIPPED_NAMES } from "../../src/key-services/http/services/index.ts";
import { problems } from "../inputs/reading.ts";
import { EXAMPLES } from "./http-examples.ts";
import { complaints, credentials } from "./http-script.ts";

const page = readFileSync("docs/http-key-services.md", "utf8");
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text);
const survey = /<!-- survey:begin -->\n([\s\S]*?)<!-- survey:end -->/.exec(page)?.[1] ?? "";
const rows = survey
  .trim()
  .split("\n")
  .slice(2)
  .map((line) => line.split("|").map((cell) => cell.trim()));

describe("the page about HTTP key services", () => {
  test("has the table of what comes with rekey: `npm run docs` writes it", async () => {
    expect(fill(page, await tables())).toBe(page);
  });

  test("shows a configuration that can be used, with the description that it shows", async () => {
    const [configuration = "", description = ""] = blocks;
    const env = Object.fromEntries(
      [...configuration.matchAll(/"\$\{([A-Z_]+)\}"/g)].map(([, name]) => [name, "a-value"]),
    );
    expect(await problems({ file: configuration, files: { ".github/keys/intern.yml": description }, env })).toEqual([]);
    expect(complaints({ description: parse(description), params: { team: "a" }, credentials })).toEqual([]);
  });

  test("tells of 48 services which can be described, and at least 36 can", () => {
    const described = rows.filter(([, , how]) => how !== "–");
    expect([rows.length, described.length]).toEqual([48, 38]);
    expect(new Set(rows.map(([, name]) => name)).size).toBe(48);
    expect(rows.filter(([, , how, why]) => how === "–" && why === "")).toEqual([]);
    expect(page).toContain(
      `${described.length} are described: ${SHIPPED_NAMES.length} come with rekey, ${EXAMPLES.length} are examples`,
    );
  });

  test("names every description that there is, and none that there is not", () => {
    const told = rows.flatMap(([, , how = ""]) =>
      how === "–" ? [] : how.replaceAll("`", "").replace(/^\[(.*)\]\(.*\)$/, "$1"),
    );
    expect(told.sort()).toEqual([...SHIPPED_NAMES, ...EXAMPLES].sort());
  });
});
