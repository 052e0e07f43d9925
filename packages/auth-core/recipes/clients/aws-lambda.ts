import { createTokenManager } from "@wakapay/auth-core";
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2, Context } from "aws-lambda";

const { WAKAPAY_BASE_URL = "", WAKAPAY_API_KEY = "", WAKAPAY_API_SECRET = "" } = process.env;

// Outside the handlers, so that all invocations of an environment share the token.
const wakapay = createTokenManager({
  baseUrl: WAKAPAY_BASE_URL,
  apiKey: WAKAPAY_API_KEY,
  apiSecret: WAKAPAY_API_SECRET,
  allowInsecureLoopback: true, // for the sandbox
  renewAfter: 1, // no renewal in the background, where Lambda could freeze it
});

/** Aborts a call half a second before Lambda ends its invocation. */
function timeLimit(context: Context): AbortSignal {
  return AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - 500));
}

export async function balance(_: unknown, context: Context): Promise<APIGatewayProxyResultV2> {
  const signal = timeLimit(context);
  const response = await wakapay.fetch("/business/balance?currency=USD", { signal });
  return { statusCode: response.status, body: await response.text() };
}

export async function payout(
  { body = "" }: APIGatewayProxyEventV2,
  context: Context,
): Promise<APIGatewayProxyResultV2> {
  const response = await wakapay.fetch("/business/payouts", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    signal: timeLimit(context),
  });
  return { statusCode: response.status, body: await response.text() };
}
