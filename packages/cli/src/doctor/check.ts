/** The checks of the doctor, in their order. */
export type CheckName =
  | "variables"
  | "address"
  | "dns"
  | "connection"
  | "server"
  | "clock"
  | "token"
  | "balance";

/** The result of one check. Its texts contain no secret. */
export interface Check {
  readonly name: CheckName;
  readonly status: "ok" | "warning" | "failed" | "skipped";
  readonly message: string;
  /** A stable name of what is wrong, such as `connection_refused`. */
  readonly fault?: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** Creates the result of a check that found nothing. */
export function ok(name: CheckName, message: string): Check {
  return { name, status: "ok", message };
}

/** Creates the result of a check that found a fault. */
export function failed(name: CheckName, fault: string, message: string, advice: string): Check {
  return { name, status: "failed", fault, message, advice };
}

/** Creates the result of a check that found something unusual. */
export function warning(name: CheckName, fault: string, message: string, advice: string): Check {
  return { name, status: "warning", fault, message, advice };
}

/** Creates the result of a check that was not made. */
export function skipped(name: CheckName, message: string): Check {
  return { name, status: "skipped", message };
}
