import type { Broken } from "./wear.ts";
import { changed, minting, throwing } from "./wear.ts";

/** Services that mint in a way that breaks the contract. */
export const BROKEN_MINTING: readonly Broken[] = [
  [
    "mints twice",
    "mints a key that is listed under its id and accepted, and sends one changing request for it",
    minting((good) => ({
      async mint(request, op) {
        await good.mint(request, op);
        return good.mint(request, op);
      },
    })),
  ],
  [
    "answers with the old id",
    "mints a key that is listed under its id and accepted, and sends one changing request for it",
    minting((good) => ({
      mint: async (request, op) => ({ ...(await good.mint(request, op)), id: request.replaces?.id ?? "" }),
    })),
  ],
  [
    "cuts descriptions without saying so",
    "gives the new key the description asked for where it says that it can",
    minting((good) => ({
      mint: (request, op) => good.mint({ ...request, description: request.description.slice(0, 64) }, op),
    })),
  ],
  [
    "forgets the end of the key",
    "gives the new key the end asked for",
    minting((good) => ({ mint: ({ expiresAtMs: _gone, ...request }, op) => good.mint(request, op) })),
  ],
  [
    "masks nothing",
    "has the new value masked by the time it hands it out",
    minting((good, vendor) => ({
      async mint(request, op) {
        const key = await good.mint(request, op);
        vendor.masked.length = 0;
        return key;
      },
    })),
  ],
  [
    "ends the old key at once under grace",
    "keeps its word about the old key",
    minting((good, vendor) => ({
      async mint(request, op) {
        const key = await good.mint(request, op);
        const old = vendor.find(request.replaces?.id ?? "");
        if (old) old.diesAtMs = vendor.nowMs;
        return key;
      },
    })),
  ],
  [
    "tells no end of grace",
    "keeps its word about the old key",
    minting((good) => ({
      async mint(request, op) {
        const { predecessorExpiresAtMs: _gone, ...key } = await good.mint(request, op);
        return key;
      },
    })),
  ],
  [
    "calls keys independent that are not",
    "keeps its word about the old key in every other strategy",
    (good) => ({
      ...good,
      strategies: good.strategies.rotate
        ? { create: { ...good.strategies.rotate, overlap: { mode: "independent" } } }
        : {},
    }),
  ],
  [
    "mints again after a lost answer",
    "does not mint again when the answer is lost, and leaves the effect open",
    minting((good) => ({ mint: (request, op) => good.mint(request, op).catch(() => good.mint(request, op)) })),
  ],
  [
    "takes a lost answer for no effect",
    "does not mint again when the answer is lost, and leaves the effect open",
    throwing((error, vendor) => (vendor.trouble === "lost-answer" ? changed(error, { effect: "none" }) : error)),
  ],
  [
    "mints again after a 503",
    "does not mint again when the service is unavailable, and leaves the effect open",
    minting((good) => ({ mint: (request, op) => good.mint(request, op).catch(() => good.mint(request, op)) })),
  ],
  [
    "leaves the effect of a refusal open",
    "knows that nothing was minted when it was refused, told to slow down or never got through",
    throwing((error) => (error.fault === "forbidden" ? changed(error, { effect: "unknown" }) : error)),
  ],
  [
    "hands out a key without a value",
    "names the new key when its value is unusable, and hands out nothing",
    minting((good, vendor) => ({
      async mint(request, op) {
        vendor.spoilt = false;
        return good.mint(request, op);
      },
    })),
  ],
  [
    "forgets the id of a key without a value",
    "names the new key when its value is unusable, and hands out nothing",
    throwing((error) => changed(error, { keyId: undefined })),
  ],
];
