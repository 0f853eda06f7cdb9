import { createPublicKey, generateKeyPairSync, randomBytes, verify } from "node:crypto";
import { notFound, Refusal } from "./refusal.ts";
import type { Tokens } from "./tokens.ts";
import type { InstallationOptions, IssuedToken, RegisteredApp, TokenOptions } from "./types.ts";
import type { Owner, World } from "./world.ts";

const HOUR_MS = 3_600_000;

/** The longest life that GitHub allows an App's signature, in seconds. */
const LONGEST_SECONDS = 600;

export interface App extends RegisteredApp {
  readonly slug: string;
}

export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly owner: Owner;
  readonly options: InstallationOptions;
}

interface Claims {
  readonly iss: string;
  readonly iat: number;
  readonly exp: number;
}

/** GitHub Apps, their installations and the tokens that they ask for. */
export class Apps {
  readonly #world: World;
  readonly #tokens: Tokens;
  readonly #apps = new Map<number, App>();
  readonly #installations = new Map<number, Installation>();
  /** Every token that was issued, oldest first. */
  readonly issued: IssuedToken[] = [];

  constructor(world: World, tokens: Tokens) {
    this.#world = world;
    this.#tokens = tokens;
  }

  register(slug: string): App {
    const id = this.#world.nextId();
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const app = { id, clientId: `Iv23li${id}`, slug, privateKey: pem };
    this.#apps.set(id, app);
    return app;
  }

  install(appId: number, options: InstallationOptions): number {
    const app = this.#apps.get(appId);
    const owner = this.#world.owner(options.owner);
    if (!app || !owner) throw new TypeError(`The twin has no app ${appId} or no owner ${options.owner}`);
    const id = this.#world.nextId();
    this.#installations.set(id, { id, app, owner, options });
    return id;
  }

  /** The App that signed a bearer token. @throws Refusal 401, 404 for an App that is not there */
  authenticate(authorization: string | undefined, nowMs: number): App {
    const jwt = /^bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1] ?? "";
    const claims = readClaims(jwt);
    const app =
      claims && [...this.#apps.values()].find((each) => [each.clientId, String(each.id)].includes(claims.iss));
    if (claims && !app) throw new Refusal(404, "Integration not found");
    if (!claims || !app || !isSignedBy(jwt, app)) throw new Refusal(401, "A JSON web token could not be decoded");
    checkTimes(claims, nowMs);
    return app;
  }

  /** An App's installation, by id. @throws Refusal 404 */
  installation(app: App, id: number): Installation {
    const found = this.#installations.get(id);
    if (found?.app !== app) throw notFound();
    return found;
  }

  /** An App's installation at an owner. @throws Refusal 404 */
  installationAt(app: App, owner: Owner | undefined): Installation {
    const found = [...this.#installations.values()].find((each) => each.app === app && each.owner === owner);
    if (!found) throw notFound();
    return found;
  }

  /** Makes a token of an installation: it lives an hour. @throws Refusal 403 for one that is suspended */
  issue(
    installation: Installation,
    wanted: Pick<TokenOptions, "permissions" | "repositories">,
    nowMs: number,
  ): IssuedToken {
    const { suspended, tokenLifeMs = HOUR_MS, tokenLagMs = 0, tokenFormat } = installation.options;
    if (suspended) throw new Refusal(403, "This installation has been suspended");
    const value = tokenFormat === "long" ? longToken(installation.app.id) : `ghs_${randomText(24)}`;
    const expiresAtMs = nowMs + tokenLifeMs;
    const owners = [installation.owner.login];
    this.#tokens.add(value, {
      ...wanted,
      name: `installation-${installation.id}`,
      kind: "installation",
      owners,
      expiresAtMs,
      knownFromMs: nowMs + tokenLagMs,
    });
    const { permissions, repositories = "all" } = wanted;
    const token = { value, owner: installation.owner.login, expiresAtMs, permissions, repositories };
    this.issued.push(token);
    return token;
  }

  /** Ends a token. */
  revoke(authorization: string | undefined): void {
    this.#tokens.revoke(/\s(\S+)$/.exec(authorization ?? "")?.[1] ?? "");
  }
}

function randomText(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}

function longToken(appId: number): string {
  return `ghs_${appId}_${randomText(36)}.${randomText(240)}.${randomText(64)}`;
}

function readClaims(jwt: string): Claims | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
    if (typeof claims !== "object" || claims === null || !("iss" in claims && "iat" in claims && "exp" in claims))
      return undefined;
    return { iss: String(claims.iss), iat: Number(claims.iat), exp: Number(claims.exp) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isSignedBy(jwt: string, app: App): boolean {
  const [header = "", claims = "", signature = ""] = jwt.split(".");
  return verify(
    "sha256",
    Buffer.from(`${header}.${claims}`),
    createPublicKey(app.privateKey),
    Buffer.from(signature, "base64url"),
  );
}

/** The messages are those by which Octokit recognizes that its clock is wrong. */
function checkTimes({ iat, exp }: Claims, nowMs: number): void {
  const now = nowMs / 1000;
  if (exp <= now)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp > now + LONGEST_SECONDS + 1)
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  if (iat > now + 1)
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
}
