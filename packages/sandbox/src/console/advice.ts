import type { Outcome } from "../state/journal.ts";

const ADVICE: { readonly [Name in Outcome]?: string } = {
  pending: "The sandbox has not responded yet. A scripted delay is the usual reason.",
  "credentials missing": "Send both apiKey and apiSecret as non-empty strings.",
  "invalid payload": "Send a JSON object with the header Content-Type: application/json.",
  "invalid credentials":
    "Compare WAKAPAY_API_KEY and WAKAPAY_API_SECRET of your program with those of the sandbox. The Steering page shows which keys the sandbox accepts.",
  "body rejected": "Send the complete body, within the size limit of the route.",
  "no bearer token":
    "Get a token from POST /business/auth, and send it as Authorization: Bearer {accessToken}.",
  "unknown token":
    "Another sandbox issued this token, or the sandbox was restarted. Check the base URL of your program, and get a new token.",
  "expired token": "Get a new token and send the call again. Renew tokens before expiresIn has passed.",
  "revoked token": "Get a new token and send the call again, once.",
  "unknown route": "Check the base URL and the path of your program.",
  "wrong method": "Use the method that the Allow header of the response names.",
  "bad request": "Read the error in the response body, and correct the query or the body.",
  "scripted fault": "This fault was scripted. To end it, use Reset.",
  "scripted hang-up": "This fault was scripted. To end it, use Reset.",
  "caller disconnected":
    "The program closed the connection first. Its timeout may be shorter than the delay.",
  "sandbox error": "This is a defect of the sandbox. Please report the request that caused it.",
};

/** Returns what to do about the outcome of a request, if there is anything to do. */
export function advice(outcome: Outcome): string | undefined {
  return ADVICE[outcome];
}
