import { describeKeyService } from "../contract/key-service.ts";
import { startKindeStage } from "./kinde-stage.ts";

describeKeyService("Kinde", { start: () => startKindeStage() });
