import { z } from "zod";
import { defineCanary, defineDestination, type PlatformModule } from "../../src/contract/plug-in.ts";
import { laterDestinations } from "../../src/destinations/registry.ts";
import type { PlugIns } from "../../src/inputs/configuration.ts";
import { keyServices, laterKeyServices } from "../../src/key-services/registry.ts";
import { list, text } from "../../src/lib/schema.ts";

const never = (): never => {
  throw new Error("reading a configuration opens nothing");
};

/** A destination with the option names of `github-secret`, small enough to see what inputs make of its schema. */
const destination = defineDestination({
  summary: "secrets, for tests of reading",
  schema: z.strictObject({
    repository: text().optional(),
    repositories: list(text()).optional(),
    organization: text().optional(),
    environments: list(text()).optional(),
    exclude: list(text()).optional(),
    name: text(),
    stores: list(z.enum(["actions", "dependabot", "codespaces", "agents"])).optional(),
    create: z.boolean().default(false),
    required: z.boolean().default(true),
    home: z.boolean().default(false),
  }),
  places: ({ repository, repositories = [], organization, environments, name }) => {
    const owners = repository === undefined ? repositories : [repository];
    const scopes = environments ?? [""];
    return [...owners, ...(organization === undefined ? [] : [organization])].flatMap((owner) =>
      scopes.map((scope) => [owner, scope, name].filter((part) => part !== "").join(" · ")),
    );
  },
  open: never,
});

const platform: PlatformModule = {
  canary: defineCanary("a workflow, for tests of reading", {
    schema: z.strictObject({
      repository: text(),
      workflow: text(),
      ref: text().optional(),
      timeout: text().optional(),
    }),
    open: never,
  }),
  openWatch: never,
};

export const plugIns: PlugIns = {
  keyServices,
  laterKeyServices,
  destinations: { "github-secret": async () => ({ destination }) },
  laterDestinations,
  platform: async () => platform,
};
