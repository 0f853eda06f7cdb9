import type {
  ConfiguredCanary,
  ConfiguredDestination,
  ConfiguredKeyService,
  PlugIn,
  RotationDefaults,
  RotationFacts,
} from "../contract/plug-in.ts";
import type { RotationPolicy } from "../contract/policy.ts";
import type { Secret } from "../contract/secret.ts";
import type { ConfiguredRotation, PlugIns } from "./configuration.ts";
import { problemsOf } from "./issues.ts";
import { type Found, loadKind } from "./kinds.ts";
import { type BuiltPolicy, buildPolicy } from "./policy.ts";
import type { Problem } from "./problem.ts";
import type { Resolved } from "./references.ts";
import { defaultsSchema, rotationSchema } from "./schema.ts";
import { secretsIn } from "./secrets-in.ts";
import { selectorProblems } from "./selector.ts";
import { mapping, type ProblemAt, problemAt, type Source, type TreePath } from "./source.ts";

export interface RotationsOptions {
  readonly resolved: Pick<Resolved, "source" | "unset">;
  readonly plugIns: PlugIns;
  /** `owner/repo` that runs rekey. */
  readonly home: string;
}

/** What was made of the rotations: those without problems, and the problems of all. */
export interface ReadRotations {
  readonly rotations: readonly ConfiguredRotation[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly secrets: readonly Secret[];
}

/** Configures every rotation of the tree with the plug-ins that it names. Loads plug-ins; no request. */
export async function readRotations(options: RotationsOptions): Promise<ReadRotations> {
  const reader = new RotationReader(options);
  const rotations: ConfiguredRotation[] = [];
  const all = mapping(mapping(options.resolved.source.tree)?.rotations) ?? {};
  for (const [name, raw] of Object.entries(all)) {
    const rotation = await reader.read(name, mapping(raw) ?? {});
    if (rotation !== undefined) rotations.push(rotation);
  }
  return { rotations, problems: reader.problems, warnings: reader.warnings, secrets: reader.secrets };
}

type Raw = Readonly<Record<string, unknown>>;

interface PartQuery<C> {
  readonly raw: Raw;
  readonly path: TreePath;
  readonly plugIn: PlugIn<C>;
}

/** Reads one rotation after the other and keeps what it found, so that all problems are told at once. */
class RotationReader {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly secrets: Secret[] = [];
  readonly #options: RotationsOptions;

  constructor(options: RotationsOptions) {
    this.#options = options;
  }

  /** The rotation, or undefined if it has a problem that leaves nothing to run. */
  async read(name: string, raw: Raw): Promise<ConfiguredRotation | undefined> {
    const path = ["rotations", name];
    const kind = mapping(raw["key-service"])?.kind;
    for (const problem of selectorProblems({ raw: raw.key, kind: String(kind), path: [...path, "key"] })) {
      this.#found(problem);
    }
    const keyService = await this.#keyService(mapping(raw["key-service"]), [...path, "key-service"]);
    const destinations = await this.#destinations(raw.destinations, [...path, "destinations"]);
    const canary = await this.#canary(name, raw);
    const built = this.#policy(name, raw, keyService?.defaults);
    if (built === undefined || keyService === undefined) return undefined;
    const { policy } = built;
    for (const sentence of keyService.problems(factsOf(policy))) this.#found(built.placed(sentence));
    return { policy, keyService, destinations, ...(canary === undefined ? {} : { canary }) };
  }

  #policy(name: string, raw: Raw, implied: RotationDefaults = {}): BuiltPolicy | undefined {
    const { home, resolved } = this.#options;
    const own = rotationSchema.safeParse(raw);
    const defaults = defaultsSchema.safeParse(mapping(resolved.source.tree)?.defaults ?? {});
    if (!own.success || !defaults.success) return undefined;
    const built = buildPolicy({ name, home, own: own.data, defaults: defaults.data, implied });
    for (const problem of built.problems) this.#found(problem);
    for (const warning of built.warnings) this.warnings.push(problemAt(this.#source, warning));
    if (built.policy.key.current) this.secrets.push(built.policy.key.current);
    return built;
  }

  async #keyService(raw: Raw | undefined, path: TreePath): Promise<ConfiguredKeyService | undefined> {
    if (typeof raw?.kind !== "string") return undefined;
    const { keyServices, laterKeyServices } = this.#options.plugIns;
    const found = await loadKind({ kind: raw.kind, registry: keyServices, later: laterKeyServices });
    const plugIn = this.#loaded(found, path)?.keyService;
    return plugIn && this.#configure({ raw, path, plugIn });
  }

  async #destinations(entries: unknown, path: TreePath): Promise<readonly ConfiguredDestination[]> {
    if (!Array.isArray(entries)) return [];
    const { destinations, laterDestinations } = this.#options.plugIns;
    const homes = entries
      .map((entry, index) => ({ home: mapping(entry)?.home, index }))
      .filter(({ home }) => home === true);
    for (const { index } of homes.slice(1)) {
      this.#found({ path: [...path, index, "home"], message: "only one destination can be the home of a rotation" });
    }
    const configured: ConfiguredDestination[] = [];
    for (const [index, entry] of entries.entries()) {
      const raw = mapping(entry);
      if (typeof raw?.kind !== "string") continue;
      const found = await loadKind({ kind: raw.kind, registry: destinations, later: laterDestinations });
      const plugIn = this.#loaded(found, [...path, index])?.destination;
      const destination = plugIn && this.#configure({ raw, path: [...path, index], plugIn });
      if (destination) configured.push(destination);
    }
    return configured;
  }

  /** The canary of the rotation, else the one of the defaults: `verify` is replaced whole, as every field. */
  async #canary(name: string, own: Raw): Promise<ConfiguredCanary | undefined> {
    const { resolved, plugIns } = this.#options;
    const defaults = mapping(mapping(resolved.source.tree)?.defaults);
    const raw = mapping(mapping(own.verify ?? defaults?.verify)?.canary);
    if (raw === undefined) return undefined;
    const around: TreePath = own.verify === undefined ? ["defaults"] : ["rotations", name];
    const { canary } = await plugIns.platform();
    return this.#configure({ raw, path: [...around, "verify", "canary"], plugIn: canary });
  }

  #loaded<T>(found: Found<T>, path: TreePath): T | undefined {
    if ("module" in found) return found.module;
    this.#found({ path: [...path, "kind"], message: found.why });
    return undefined;
  }

  #configure<C>({ raw: { kind: _, ...raw }, path, plugIn }: PartQuery<C>): C | undefined {
    const configured = plugIn.configure(raw);
    if (configured.success) {
      this.secrets.push(...secretsIn(plugIn.schema.safeParse(raw).data));
      return configured.data;
    }
    const { unset } = this.#options.resolved;
    this.problems.push(...problemsOf(configured.issues, this.#source, { schema: plugIn.schema, base: path, unset }));
    return undefined;
  }

  #found(problem: ProblemAt): void {
    this.problems.push(problemAt(this.#source, problem));
  }

  get #source(): Source {
    return this.#options.resolved.source;
  }
}

function factsOf({ strategy, graceMs, prove, retire, key: { current, id } }: RotationPolicy): RotationFacts {
  return {
    strategy,
    graceMs,
    prove,
    retire: retire.policy,
    hasCurrent: current !== undefined,
    ...(id !== undefined && { keyId: id }),
  };
}
