import { notFound } from "./refusal.ts";
import type { RepositoryOptions, SecretScope, Store, WorkflowOptions } from "./types.ts";
import { Vault } from "./vault.ts";

export interface Owner {
  readonly id: number;
  readonly login: string;
  readonly type: "User" | "Organization";
  readonly vaults: Map<Store, Vault>;
  /** Repository ids by team slug. */
  readonly teams: Map<string, Set<number>>;
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  readonly vault: Vault;
}

export interface Workflow {
  readonly id: number;
  readonly file: string;
  readonly options: WorkflowOptions;
}

export interface Repository {
  readonly id: number;
  readonly owner: Owner;
  name: string;
  visibility: "public" | "private" | "internal";
  archived: boolean;
  disabled: boolean;
  fork: boolean;
  topics: readonly string[];
  customProperties: Readonly<Record<string, string | readonly string[] | null>>;
  defaultBranch: string;
  readonly branches: readonly string[];
  readonly environments: Map<string, Environment>;
  readonly vaults: Map<Store, Vault>;
  readonly workflows: Map<string, Workflow>;
}

function key(name: string): string {
  return name.toLowerCase();
}

/** `owner/name` as GitHub spells it. */
export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/**
 * Everything that exists on the twin's GitHub, without any rule about who may do what. Names are compared without
 * regard to case.
 */
export class World {
  readonly repositories = new Map<number, Repository>();
  readonly #owners = new Map<string, Owner>();
  readonly #byName = new Map<string, Repository>();
  /** Former full names, and whose they were. */
  readonly #moved = new Map<string, Repository>();
  #lastId = 1_000;
  #lastKeyId = 568_250_167_242_549n;

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  owner(login: string): Owner | undefined {
    return this.#owners.get(key(login));
  }

  addOwner(login: string, type: Owner["type"]): Owner {
    const known = this.owner(login);
    if (known) return known;
    const owner: Owner = { id: this.nextId(), login, type, vaults: new Map(), teams: new Map() };
    this.#owners.set(key(login), owner);
    return owner;
  }

  addRepository(name: string, options: RepositoryOptions): Repository {
    const [login = "", short = "", ...rest] = name.split("/");
    if (!login || !short || rest.length > 0) throw new TypeError(`"${name}" is not owner/name`);
    if (this.#byName.has(key(name))) throw new TypeError(`${name} exists already`);
    const repository: Repository = {
      id: this.nextId(),
      owner: this.addOwner(login, "Organization"),
      name: short,
      visibility: options.visibility ?? (options.private === false ? "public" : "private"),
      archived: options.archived ?? false,
      disabled: options.disabled ?? false,
      fork: options.fork ?? false,
      topics: options.topics ?? [],
      customProperties: options.customProperties ?? {},
      defaultBranch: options.defaultBranch ?? "main",
      branches: options.branches ?? [],
      environments: new Map(),
      vaults: new Map(),
      workflows: new Map(),
    };
    this.repositories.set(repository.id, repository);
    this.#byName.set(key(name), repository);
    for (const environment of options.environments ?? []) this.addEnvironment(repository, environment);
    return repository;
  }

  removeRepository(repository: Repository): void {
    this.repositories.delete(repository.id);
    this.#byName.delete(key(fullName(repository)));
  }

  renameRepository(repository: Repository, newName: string): void {
    const former = key(fullName(repository));
    this.#byName.delete(former);
    this.#moved.set(former, repository);
    repository.name = newName;
    this.#byName.set(key(fullName(repository)), repository);
  }

  repository(name: string): Repository | undefined {
    return this.#byName.get(key(name));
  }

  /** Whose former name this is, unless it was given to another repository since. */
  movedFrom(name: string): Repository | undefined {
    return this.#moved.get(key(name));
  }

  addEnvironment(repository: Repository, name: string): Environment {
    const known = repository.environments.get(key(name));
    if (known) return known;
    const environment = { id: this.nextId(), name, vault: this.#makeVault() };
    repository.environments.set(key(name), environment);
    return environment;
  }

  environment(repository: Repository, name: string): Environment | undefined {
    return repository.environments.get(key(name));
  }

  /** The vault of a store of an owner or a repository, made when it is first asked for. */
  vault(holder: Owner | Repository, store: Store): Vault {
    const vault = holder.vaults.get(store) ?? this.#makeVault();
    holder.vaults.set(store, vault);
    return vault;
  }

  /** The vault that a test names. @throws Refusal 404 where it does not exist */
  vaultOf(scope: SecretScope): Vault {
    if (!("repository" in scope)) {
      const owner = this.owner(scope.organization);
      if (!owner) throw notFound();
      return this.vault(owner, scope.store ?? "actions");
    }
    const repository = this.repository(scope.repository);
    if (!repository) throw notFound();
    if (scope.environment === undefined) return this.vault(repository, scope.store ?? "actions");
    const environment = this.environment(repository, scope.environment);
    if (!environment) throw notFound();
    return environment.vault;
  }

  #makeVault(): Vault {
    return new Vault(() => {
      this.#lastKeyId += 1n;
      return String(this.#lastKeyId);
    });
  }
}
