import type { Refusal, RequestLog } from "../http/request-log.ts";

/** The fields of a log line that a credential fills in. */
export type CredentialLog = Pick<RequestLog, "caller" | "credential" | "keyId" | "refused">;

/** Logs why a credential is refused. */
export function refuse(log: CredentialLog, refused: Refusal): undefined {
  log.refused = refused;
}
