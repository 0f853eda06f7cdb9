import type * as z from "zod/mini";

/** The parts of a schema's definition that lead to other schemas. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly out?: z.core.$ZodType;
  readonly left?: z.core.$ZodType;
  readonly right?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
}

/** Keys that a schema knows in the mapping at a path: the words that a mistyped key is compared with. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  let level = mappings(schema);
  for (const part of path) level = level.flatMap((definition) => below(definition, part).flatMap(mappings));
  return [...new Set(level.flatMap(({ shape }) => Object.keys(shape ?? {})))];
}

function below(definition: Definition, part: PropertyKey): readonly z.core.$ZodType[] {
  const field = definition.shape?.[String(part)];
  return [field, definition.element, definition.valueType].filter((next) => next !== undefined);
}

/** The containers that a schema may stand for, through wrappers, pipes and unions. */
function mappings(schema: z.core.$ZodType): readonly Definition[] {
  const definition: Definition = schema._zod.def;
  const { innerType, in: input, out, left, right, options } = definition;
  const inner = [innerType, input, out, left, right, ...(options ?? [])].filter((next) => next !== undefined);
  return inner.length === 0 ? [definition] : inner.flatMap(mappings);
}
