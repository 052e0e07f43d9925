/** What is wrong with a policy or a deployment. */
export interface Findings {
  /** Must be corrected before the deployment. */
  readonly faults: readonly string[];
  /** Valid, but probably unintended. */
  readonly warnings: readonly string[];
}

/** The findings in one environment. */
export interface CheckedEnvironment extends Findings {
  readonly environment: string;
}

/** Whether something is found, and the message about it. */
export type Check = readonly [isFound: boolean, message: string];

/** Returns the messages about what is found. */
export function messagesOf(checks: readonly Check[]): readonly string[] {
  return checks.filter(([isFound]) => isFound).map(([, message]) => message);
}
