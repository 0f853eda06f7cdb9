export type { Fault, FaultRule, LedgerEntry, SeenRequest, TwinClock } from "../server.ts";
export { eachSwitch, KINDE_SWITCHES, type KindeSwitches } from "./switches.ts";
export {
  ALL_SCOPES,
  type KindeTwin,
  type KindeTwinOptions,
  type SeedKey,
  startKindeTwin,
  type TwinKey,
} from "./twin.ts";
