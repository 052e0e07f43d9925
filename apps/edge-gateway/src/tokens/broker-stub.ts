import type { Config } from "../config/config.ts";

/** The broker of this environment and origin, near WakaPay's API where the configuration says where that is. */
export function brokerStub({ broker, environment, baseUrl, locationHint }: Config) {
  return broker.getByName(`${environment} ${baseUrl}`, locationHint && { locationHint });
}
