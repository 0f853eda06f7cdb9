import { align, paint } from "./render/text.ts";
import { lay } from "./screen.ts";
import { HOLDERS, type World } from "./world.ts";

/** The fingerprint of what every place holds at one time, in the order of the places. */
export type Held = readonly string[];

/** Keys in the order of their making. */
const STYLES = ["gray", "green", "magenta", "cyan"] as const;

/** Takes down who holds what, as the stand-in for GitHub decrypts it. */
export function heldNow(world: World): Held {
  return HOLDERS.map((holder) => world.fingerprint(world.held(holder)));
}

/** Prints a table of places: a column per point in time, every key in a colour of its own. */
export function showHolders(world: World, columns: readonly (readonly [title: string, held: Held])[]): void {
  const order = world.kosli
    .keys("ci")
    .map((key) => world.fingerprint(key.value))
    .filter((_, at) => at > 0);
  const keyed = (fingerprint = "") => paint(STYLES[order.indexOf(fingerprint)] ?? "gray", `● ${fingerprint}`);
  const head = ["Who holds what", ...columns.map(([title]) => title)].map((title) => paint("bold", title));
  const rows = HOLDERS.map(({ label }, at) => [label, ...columns.map(([, held]) => keyed(held[at]))]);
  lay(["", ...align([head, ...rows])]);
}

/** Counts the requests to both servers from now on: calling what it returns gives their number and their methods. */
export function countRequests({
  kosli,
  github,
}: World): () => { readonly total: number; readonly methods: readonly string[] } {
  const [skipKosli, skipGithub] = [kosli.requests.length, github.requests.length];
  return () => {
    const requests = [...kosli.requests.slice(skipKosli), ...github.requests.slice(skipGithub)];
    return { total: requests.length, methods: [...new Set(requests.map(({ method }) => method))] };
  };
}
