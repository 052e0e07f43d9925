import { MatchersV3 } from "@pact-foundation/pact";
import type { DescribeRequest } from "./create-consumer-pact.ts";

/**
 * Describes a request with a body that is not JSON, such as a form, for `withRequest` of Pact's
 * builder. The consumer must send exactly this text. Without the rule, Pact would compare only the
 * content type.
 */
export function withExactBody(contentType: string, text: string): DescribeRequest {
  return (request) => {
    request
      .headers({ "Content-Type": contentType })
      .body(contentType, Buffer.from(text))
      .matchingRules({ body: { path: "$", rules: [MatchersV3.regex(`^${RegExp.escape(text)}$`, text)] } });
  };
}
