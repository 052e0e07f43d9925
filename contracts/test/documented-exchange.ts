import type { Interaction } from "../src/interaction.ts";
import { CREDENTIALS_KNOWN } from "../src/states.ts";
import { tokenAnswer } from "./documented-answers.ts";
import { exchangeOfCredentials } from "./documented-requests.ts";

/** «Authenticate»: what every consumer counts on before anything else. */
export const documentedExchange: Interaction = {
  description: "an exchange of a key and its secret",
  given: CREDENTIALS_KNOWN,
  request: exchangeOfCredentials,
  response: tokenAnswer,
};
