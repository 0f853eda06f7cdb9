import { describeKeyService } from "../contract/key-service.ts";
import { startKindeByDescription, startKosliByDescription } from "./http-examples.ts";
import { cloudflare, openai, twilio, unkey } from "./http-settings.ts";
import { startHttpStage } from "./http-stage.ts";

describeKeyService("A rotation with a grace period in milliseconds (Unkey)", { start: () => startHttpStage(unkey) });
describeKeyService("A rotation in place (Cloudflare)", { start: () => startHttpStage(cloudflare) });
describeKeyService("A second key, by JSON and a bearer token (OpenAI)", { start: () => startHttpStage(openai) });
describeKeyService("A second key, by forms and pairs (Twilio)", { start: () => startHttpStage(twilio) });

describeKeyService("Kosli by a description", { start: startKosliByDescription });
describeKeyService("Kinde's second key by a description", { start: () => startKindeByDescription("kinde") });
describeKeyService("Kinde's own rotation by a description", { start: () => startKindeByDescription("kinde-rotate") });
