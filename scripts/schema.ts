import * as z from "zod/mini";
import type { PlugIn } from "../src/contract/plug-in.ts";
import { destinations, platform } from "../src/destinations/registry.ts";
import { fileSchema } from "../src/inputs/schema.ts";
import { descriptionSchema } from "../src/key-services/http/schema.ts";
import { keyServices } from "../src/key-services/registry.ts";
import { REFERENCE } from "../src/lib/schema.ts";

type Json = z.core.JSONSchema.BaseSchema;

/** A kind, by name, with the schema of its options. */
export interface Kind {
  readonly name: string;
  readonly summary: string;
  readonly options: Json;
}

/** Loads every plug-in of one registry. */
async function kindsOf<M>(registry: Readonly<Record<string, () => Promise<M>>>, of: (module: M) => PlugIn<unknown>) {
  const kinds: Kind[] = [];
  for (const [name, load] of Object.entries(registry)) {
    const { summary, schema } = of(await load());
    kinds.push({ name, summary, options: toJson(schema) });
  }
  return kinds;
}

/** The key services of this version. */
export function keyServiceKinds(): Promise<readonly Kind[]> {
  return kindsOf(keyServices, ({ keyService }) => keyService);
}

/** The destinations of this version. */
export function destinationKinds(): Promise<readonly Kind[]> {
  return kindsOf(destinations, ({ destination }) => destination);
}

/**
 * The published JSON Schema of the configuration file, for editors: the frame with the options of all plug-ins in
 * it, all from the schemas that a run validates with.
 */
export async function editorSchema(): Promise<Json> {
  const frame = toJson(fileSchema);
  const canary = toJson((await platform()).canary.schema);
  const rotation = within(within(frame, "rotations").additionalProperties);
  replace(within(rotation, "key-service"), withKind(await keyServiceKinds()));
  replace(within(within(rotation, "destinations").items), withKind(await destinationKinds()));
  replace(within(within(rotation, "verify"), "canary"), canary);
  replace(within(within(within(frame, "defaults"), "verify"), "canary"), canary);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Configuration of rekey",
    ...frame,
  };
}

/** Where the schema of descriptions is published, seen from the one of the configuration file. */
export const DESCRIPTION_SCHEMA = "http-key-service.schema.json";

/** The published JSON Schema of a description of an HTTP key service. */
export function descriptionEditorSchema(): Json {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Description of an HTTP key service for rekey",
    ...toJson(descriptionSchema, "ref"),
  };
}

/** A schema that must be there, or the schema of one of its properties. */
function within(schema: unknown, property?: string): Json {
  const found = property === undefined || !isSchema(schema) ? schema : schema.properties?.[property];
  if (!isSchema(found)) throw new Error(`the frame of the schema has no ${property ?? "such part"}`);
  return found;
}

function isSchema(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Puts the options of plug-ins in the place of the frame's open mapping, and keeps what the frame says about it. */
function replace(place: Json, options: Json): void {
  const { description } = place;
  for (const key of Object.keys(place)) delete place[key];
  Object.assign(place, options, description === undefined ? {} : { description });
}

function withKind(kinds: readonly Kind[]): Json {
  const alternatives = kinds.map(
    ({ name, summary, options }): Json => ({
      ...options,
      properties: { kind: { const: name, description: summary }, ...options.properties },
      required: ["kind", ...(options.required ?? [])],
    }),
  );
  const [only] = alternatives;
  return alternatives.length === 1 && only ? only : { anyOf: alternatives };
}

/** `reused`: whether a part that is there several times is written out each time, or referred to. */
function toJson(schema: z.ZodMiniType, reused: "inline" | "ref" = "inline"): Json {
  const {
    "~standard": _,
    $schema: __,
    ...json
  } = z.toJSONSchema(schema, {
    io: "input",
    reused,
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      adapt(jsonSchema, takesReferences(zodSchema));
      requireFields(zodSchema, jsonSchema);
    },
  });
  return json;
}

/** Whether a field resolves a reference before it looks at the text: `text()`, `duration()` and their like do. */
function takesReferences(schema: z.core.$ZodType): boolean {
  const definition: { readonly type: string; readonly in?: z.core.$ZodType } = schema._zod.def;
  return definition.type === "pipe" && definition.in?._zod.def.type === "transform";
}

/** What an editor must know beyond the types: secrets are references, and a text may be one. */
function adapt(json: Json, isText: boolean): void {
  const reference: Json = { type: "string", pattern: REFERENCE.source };
  const { secret, orWord, orPath, ...rest } = json;
  if (secret === true) {
    delete json.secret;
    Object.assign(json, reference);
  } else if (Array.isArray(orWord)) {
    for (const key of Object.keys(json)) delete json[key];
    Object.assign(json, { anyOf: [{ enum: orWord }, rest] });
  } else if (orPath === true) {
    for (const key of Object.keys(json)) delete json[key];
    const description: Json = { $ref: DESCRIPTION_SCHEMA };
    Object.assign(json, { description: rest.description, anyOf: [{ type: "string" }, description] });
  } else if (isText && json.enum !== undefined) {
    delete json.type;
    delete json.enum;
    Object.assign(json, { anyOf: [{ enum: rest.enum }, reference] });
  } else if (isText && json.pattern !== undefined && !json.pattern.endsWith(REFERENCE.source)) {
    json.pattern = `${json.pattern}|${REFERENCE.source}`;
  }
  dropLater(json);
}

/** A field is required if a run refuses its absence; the library misses that for a text which is transformed twice. */
function requireFields(schema: z.core.$ZodType, json: Json): void {
  const { shape }: { readonly type: string; readonly shape?: Readonly<Record<string, z.core.$ZodType>> } =
    schema._zod.def;
  if (shape === undefined) return;
  const required = Object.keys(shape).filter((name) => shape[name] && !z.safeParse(shape[name], undefined).success);
  if (required.length > 0) json.required = required;
}

/** Options that this version does not have are unknown to an editor; a run says that they are to come. */
function dropLater({ properties = {} }: Json): void {
  for (const [name, property] of Object.entries(properties)) {
    if (isSchema(property) && isSchema(property.not) && Object.keys(property.not).length === 0) delete properties[name];
  }
}
