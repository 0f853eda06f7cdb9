import { describeKeyService } from "../contract/key-service.ts";
import { startKosliStage } from "./kosli-stage.ts";

describeKeyService("Kosli", { start: () => startKosliStage() });
