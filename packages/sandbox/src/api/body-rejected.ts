import type { CallDetails } from "../state/journal.ts";

/** Returns the journal's details of a request body that `readBody` rejected with `response`. */
export function bodyRejected(response: Response): CallDetails {
  const reason =
    response.status === 413
      ? "the request body is too large"
      : "the request body ended before it was complete";
  return { outcome: "body rejected", reason };
}
