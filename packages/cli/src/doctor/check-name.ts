import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { failureReason } from "../terminal/failure-reason.ts";
import { type Check, failed, ok } from "./check.ts";
import { hostOf } from "./host-of.ts";

/**
 * Checks that the host has an address. `variable` is the variable with the base URL, if it is set.
 */
export async function checkName(url: URL, variable: string | undefined): Promise<Check> {
  const host = hostOf(url);
  if (isIP(host)) return ok("dns", `${host} is an address.`);
  try {
    await lookup(host);
    return ok("dns", `${host} has an address.`);
  } catch (error) {
    const code = failureReason(error);
    return code === "EAI_AGAIN"
      ? failed(
          "dns",
          "dns_unavailable",
          `The name server did not respond (${code}).`,
          "Check the network connection and the DNS settings of this machine.",
        )
      : failed(
          "dns",
          "name_not_found",
          `There is no host ${host} (${code}).`,
          `Check ${variable ?? "the network connection"} and the DNS settings of this machine.`,
        );
  }
}
