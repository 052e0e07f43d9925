import type { ConsumerInteraction, ConsumerPact } from "@pact-foundation/pact-core";
import type { Interaction, RequestBody } from "./interaction.ts";
import type { Matcher } from "./matcher.ts";

/** Tells Pact's native side one interaction. A body without a type is left out: see {@link addUntypedBody}. */
export function hold(pact: ConsumerPact, { description, given, request, response }: Interaction): void {
  const held = pact.newInteraction(description);
  held.uponReceiving(description);
  if (given !== undefined) held.given(given);
  held.withRequest(request.method, request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) held.withQuery(name, 0, value);
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    held.withRequestHeader(name, 0, asText(value));
  }
  if (request.body) holdBody(held, request.body, request.headers?.["Content-Type"]);
  held.withStatus(response.status);
  for (const [name, value] of Object.entries(response.headers ?? {})) {
    held.withResponseHeader(name, 0, asText(value));
  }
  if (response.json !== undefined) held.withResponseBody(JSON.stringify(response.json), "application/json");
}

function holdBody(held: ConsumerInteraction, body: RequestBody, type: string | Matcher | undefined): void {
  if ("json" in body) held.withRequestBody(JSON.stringify(body.json), "application/json");
  if ("text" in body) held.withRequestBody(body.text, typeof type === "string" ? type : "text/plain");
  if ("malformedJson" in body) {
    held.withRequestBody(body.malformedJson, "application/json");
    // Without a rule of its own, Pact would try to parse the expected body.
    const exactly = { match: "regex", regex: `^${RegExp.escape(body.malformedJson)}$` };
    held.withRequestMatchingRules(JSON.stringify({ body: { $: { combine: "AND", matchers: [exactly] } } }));
  }
}

function asText(value: string | Matcher): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
