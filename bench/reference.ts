import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import sodium from "libsodium-wrappers";

/**
 * The bare client that the action is measured against: the same requests, in the same order of phases, over as many
 * keep-alive connections, and nothing else. It seals values, as GitHub takes no others; it checks and decides nothing.
 * Run as a process of its own: takes a {@link Spec} as JSON on standard input.
 */
interface Spec {
  readonly url: string;
  readonly token: string;
  readonly concurrency: number;
  /** Requests of one phase run side by side; a phase begins when the one before has ended. */
  readonly phases: readonly (readonly { readonly method: string; readonly path: string }[])[];
}

const VALUE = "a-value-of-the-length-of-a-key-of-that-service";

interface PublicKey {
  readonly key_id: string;
  readonly key: string;
}

const { url, token, concurrency, phases }: Spec = JSON.parse(await text(process.stdin));
const { hostname, port } = new URL(url);
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
const publicKeys = new Map<string, PublicKey>();

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

function send(method: string, path: string, body?: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const headers = { authorization: `Bearer ${token}`, "user-agent": "reference", "content-type": "application/json" };
  const wire = request({ hostname, port, agent, method, path, headers }, (answer) =>
    text(answer).then((read) => resolve({ status: answer.statusCode, body: read }), reject),
  );
  wire.on("error", reject);
  wire.end(body);
  return promise;
}

function sealed({ key, key_id }: PublicKey): string {
  const box = sodium.crypto_box_seal(VALUE, Buffer.from(key, "base64"));
  return JSON.stringify({ encrypted_value: sodium.to_base64(box, sodium.base64_variants.ORIGINAL), key_id });
}

async function work({ method, path }: { readonly method: string; readonly path: string }): Promise<void> {
  const secretsPath = path.slice(0, path.lastIndexOf("/"));
  if (method !== "PUT") {
    const answer = await send(method, path);
    if (answer.status === 200 && path.endsWith("/public-key")) publicKeys.set(secretsPath, JSON.parse(answer.body));
    return;
  }
  const publicKey = publicKeys.get(secretsPath);
  // A key that a limit kept back: there is nothing to seal with.
  if (publicKey) await send(method, path, sealed(publicKey));
}

await sodium.ready;
for (const phase of phases) {
  const queue = [...phase];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}
agent.destroy();
