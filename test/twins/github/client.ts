import sodium from "libsodium-wrappers";

/** What came back, parsed. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A plain client of the twin, for its own tests: it knows nothing of rekey. */
export interface Client {
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  get(path: string): Promise<Reply>;
  put(path: string, body?: unknown): Promise<Reply>;
  /** Reads the public key of a `…/secrets` path and puts a secret sealed for it. */
  putSecret(secretsPath: string, name: string, value: string, more?: Readonly<Record<string, unknown>>): Promise<Reply>;
}

/** Seals a value as GitHub wants it: libsodium's sealed box in standard base64. */
export async function seal(value: string, publicKey: string): Promise<string> {
  await sodium.ready;
  const key = sodium.from_base64(publicKey, sodium.base64_variants.ORIGINAL);
  return sodium.to_base64(sodium.crypto_box_seal(value, key), sodium.base64_variants.ORIGINAL);
}

/** Reads a text field of a body. */
export function field(body: unknown, name: string): string {
  const value =
    typeof body === "object" && body !== null ? Object.entries(body).find(([key]) => key === name) : undefined;
  return String(value?.[1]);
}

/** Opens a client for a base URL and a token. */
export function clientOf(url: string, token: string): Client {
  const send: Client["send"] = async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      redirect: "manual",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
  const get: Client["get"] = (path) => send("GET", path);
  const put: Client["put"] = (path, body) => send("PUT", path, body);
  return {
    send,
    get,
    put,
    async putSecret(secretsPath, name, value, more = {}) {
      const { body } = await get(`${secretsPath}/public-key`);
      const sealed = { encrypted_value: await seal(value, field(body, "key")), key_id: field(body, "key_id") };
      return put(`${secretsPath}/${name}`, { ...sealed, ...more });
    },
  };
}
