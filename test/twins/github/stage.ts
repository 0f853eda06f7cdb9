import type { Apps } from "./apps.ts";
import type { Gateway } from "./gateway.ts";
import type { Runs } from "./runs.ts";
import type { Tokens } from "./tokens.ts";
import type {
  Conclusion,
  InstallationOptions,
  IssuedToken,
  RegisteredApp,
  RepositoryOptions,
  SecretPlace,
  SecretScope,
  SeedRun,
  SeedSecret,
  StoredSecret,
  TokenOptions,
  WorkflowOptions,
} from "./types.ts";
import type { SecretState } from "./vault.ts";
import { fullName, type Repository, type World } from "./world.ts";

interface Parts {
  readonly world: World;
  readonly runs: Runs;
  readonly tokens: Tokens;
  readonly apps: Apps;
  readonly gateway: Gateway;
}

/** What a test sets up and looks at past the API: nothing here is limited, delayed or noted in the ledger. */
export class Stage {
  readonly #world: World;
  readonly #runs: Runs;
  readonly #tokens: Tokens;
  readonly #apps: Apps;
  readonly #gateway: Gateway;

  constructor({ world, runs, tokens, apps, gateway }: Parts) {
    this.#world = world;
    this.#runs = runs;
    this.#tokens = tokens;
    this.#apps = apps;
    this.#gateway = gateway;
  }

  /** The twin's own clock: `clock` plus skew. Epoch milliseconds. */
  nowMs(): number {
    return this.#gateway.nowMs();
  }

  addUser(login: string): void {
    this.#world.addOwner(login, "User");
  }

  addOrganization(login: string): void {
    this.#world.addOwner(login, "Organization");
  }

  /** Adds `owner/name`, private unless told otherwise; an unknown owner becomes an organization. Returns its id. */
  addRepository(name: string, options: RepositoryOptions = {}): number {
    return this.#world.addRepository(name, options).id;
  }

  /** Changes what a repository is: archived, topics … */
  updateRepository(name: string, changes: Omit<RepositoryOptions, "environments" | "branches" | "private">): void {
    Object.assign(this.#repository(name), changes);
  }

  /** From now on the old full name is answered with a redirect. `newName` without the owner. */
  renameRepository(name: string, newName: string): void {
    this.#world.renameRepository(this.#repository(name), newName);
  }

  removeRepository(name: string): void {
    this.#world.removeRepository(this.#repository(name));
  }

  addEnvironment(repository: string, name: string): void {
    this.#world.addEnvironment(this.#repository(repository), name);
  }

  /** Makes a team that has these repositories of its organization. */
  addTeam(organization: string, slug: string, repositories: readonly string[]): void {
    const ids = repositories.map((name) => this.#repository(name).id);
    this.#world.addOwner(organization, "Organization").teams.set(slug, new Set(ids));
  }

  /** Makes the token with this value known. */
  addToken(value: string, options: TokenOptions): void {
    this.#tokens.add(value, options);
  }

  /** From now on the token is answered 401. */
  revokeToken(value: string): void {
    this.#tokens.revoke(value);
  }

  /** Registers a GitHub App and makes its key. Takes a moment: an RSA key is made. */
  addApp(slug: string): RegisteredApp {
    return this.#apps.register(slug);
  }

  /** Installs an App. Returns the installation's id. */
  installApp(app: RegisteredApp, options: InstallationOptions): number {
    return this.#apps.install(app.id, options);
  }

  /** Every token that installations were given, oldest first. */
  get issuedTokens(): readonly IssuedToken[] {
    return this.#apps.issued;
  }

  /** Puts a secret in place, or changes it, at once and without lag. */
  putSecret(place: SecretPlace, value: string, seed: SeedSecret = {}): void {
    const vault = this.#world.vaultOf(place);
    const updatedAtMs = seed.writtenAtMs ?? this.nowMs();
    const createdAtMs = seed.createdAtMs ?? vault.get(place.name)?.createdAtMs ?? updatedAtMs;
    const ids = (seed.selectedRepositories ?? []).map((name) => this.#repository(name).id);
    const visibility = "repository" in place ? undefined : (seed.visibility ?? "private");
    const selectedIds = visibility === "selected" ? new Set(ids) : undefined;
    vault.set(place.name, { value, createdAtMs, updatedAtMs, visibility, selectedIds }, Number.NEGATIVE_INFINITY);
  }

  deleteSecret(place: SecretPlace): void {
    this.#world.vaultOf(place).set(place.name, undefined, Number.NEGATIVE_INFINITY);
  }

  /** A secret as it truly is now; undefined: there is none of that name. @throws Refusal for an unknown scope */
  secret(place: SecretPlace): StoredSecret | undefined {
    this.#gateway.settle();
    const state = this.#world.vaultOf(place).get(place.name);
    return state && this.#stored(state);
  }

  /** The plain value of a secret. */
  value(place: SecretPlace): string | undefined {
    return this.secret(place)?.value;
  }

  /** Names of all secrets of a scope, sorted. */
  secretNames(scope: SecretScope): readonly string[] {
    this.#gateway.settle();
    return this.#world
      .vaultOf(scope)
      .list()
      .map(([name]) => name);
  }

  /** Makes a new key pair; boxes sealed for the old one are answered 422. */
  rotatePublicKey(scope: SecretScope): void {
    this.#world.vaultOf(scope).rotateKey();
  }

  /** Declares a workflow file, e.g. `smoke.yml`. */
  addWorkflow(repository: string, file: string, options: WorkflowOptions = {}): void {
    this.#repository(repository).workflows.set(file, { id: this.#world.nextId(), file, options });
  }

  /** Puts a workflow run in place; it stays as it is until `setRun`. Returns its id. */
  addRun(repository: string, seed: SeedRun): number {
    const home = this.#repository(repository);
    const file = seed.workflow ?? "ci.yml";
    if (!home.workflows.has(file)) this.addWorkflow(repository, file, {});
    const workflow = home.workflows.get(file);
    if (!workflow) throw new TypeError(`${repository} has no ${file}`);
    return this.#runs.seed(workflow, home, seed, this.nowMs()).id;
  }

  /** Changes how a run stands, whatever its clock says. */
  setRun(id: number, status: SeedRun["status"], conclusion?: Conclusion): void {
    const run = this.#runs.get(id);
    if (!run) throw new TypeError(`No run ${id}`);
    run.told = { status, conclusion: conclusion ?? null };
  }

  #repository(name: string): Repository {
    const repository = this.#world.repository(name);
    if (!repository) throw new TypeError(`The twin has no repository ${name}`);
    return repository;
  }

  #stored(state: SecretState): StoredSecret {
    const { value, createdAtMs, updatedAtMs, visibility, selectedIds } = state;
    const names: string[] = [];
    for (const id of selectedIds ?? []) {
      const repository = this.#world.repositories.get(id);
      if (repository) names.push(fullName(repository));
    }
    return {
      value,
      createdAtMs,
      updatedAtMs,
      ...(visibility === undefined ? {} : { visibility }),
      ...(visibility === "selected" ? { selectedRepositories: names.sort() } : {}),
    };
  }
}
