export type { Fault, FaultRule, LedgerEntry, SeenRequest, TwinClock } from "../server.ts";
export { eachSwitch, KOSLI_SWITCHES, type KosliSwitches } from "./switches.ts";
export { type KosliTwin, type KosliTwinOptions, type SeedKey, startKosliTwin, type TwinKey } from "./twin.ts";
