import { USED_UP } from "../faults/describe-fault.ts";
import type { JournalEntry, Outcome } from "../state/journal.ts";

const FAULT_USED_UP = "This fault is used up. If it comes back, a program or a scenario scripts it again.";

const ADVICE: { readonly [Name in Outcome]?: string } = {
  pending: "The sandbox has not responded yet. A scripted delay is the usual reason.",
  "credentials missing": "Send both apiKey and apiSecret as non-empty strings.",
  "invalid payload": "Send a JSON object with the header Content-Type: application/json.",
  "invalid credentials":
    "Compare WAKAPAY_API_KEY and WAKAPAY_API_SECRET of your program with those of the sandbox. The Steering page shows the start and the end of each key that the sandbox accepts.",
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
  "scripted fault": "This fault was scripted. The strip above shows whether it still is, and ends it.",
  "scripted hang-up": "This fault was scripted. The strip above shows whether it still is, and ends it.",
  "caller disconnected":
    "The program closed the connection first. Its timeout may be shorter than the delay.",
  "sandbox error": "This is a defect of the sandbox. Please report the request that caused it.",
};

/** Returns what to do about the outcome of a request, if there is anything to do. */
export function advice({ outcome, fault }: Pick<JournalEntry, "outcome" | "fault">): string | undefined {
  const isScripted = outcome === "scripted fault" || outcome === "scripted hang-up";
  return isScripted && fault?.endsWith(USED_UP) ? FAULT_USED_UP : ADVICE[outcome];
}
