import type { InputName } from "./action-inputs.ts";
import { pathText, type Source, type TreePath } from "./source.ts";

/** One destination entry of a shorthand, and the input that it comes from. */
export interface Entry {
  readonly input: InputName;
  readonly options: Readonly<Record<string, unknown>>;
}

const FIELD_INPUTS: Readonly<Record<string, InputName>> = {
  "key-service": "kosli-service-account",
  "key-service.host": "kosli-host",
  "key-service.org": "kosli-org",
  "key-service.service-account": "kosli-service-account",
  "key-service.api-token": "kosli-api-token",
  key: "key-label",
  "key.label": "key-label",
  "key.dedicated": "key-dedicated",
  "key.current": "current-key",
  strategy: "strategy",
  "grace-period": "grace-period",
  "max-age": "max-age",
  retire: "retire",
};

const DESTINATION_INPUTS: Readonly<Record<string, InputName>> = {
  stores: "stores",
  name: "secret-name",
  create: "create-missing",
};

/** The way back from a value of the shorthand's tree to the input that it comes from. */
export function shorthandPlaces(tree: unknown, entries: readonly Entry[]): Source {
  const inputAt = (path: TreePath) => inputOf(path, entries);
  return {
    tree,
    label: (path) => {
      const input = inputAt(path);
      return input === undefined ? pathText(path) : `input '${input}'`;
    },
    locate: (path) => {
      const input = inputAt(path);
      return input === undefined ? {} : { input };
    },
  };
}

function inputOf(path: TreePath, entries: readonly Entry[]): InputName | undefined {
  const [, , field, index, option] = path;
  if (field === undefined) return "secret-name";
  if (field === "destinations") {
    if (typeof index !== "number") return "repositories";
    return DESTINATION_INPUTS[String(option)] ?? entries[index]?.input;
  }
  return FIELD_INPUTS[`${field}.${index}`] ?? FIELD_INPUTS[field];
}
