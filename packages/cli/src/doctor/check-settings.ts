import type { Settings, SettingsFault } from "../settings/read-settings.ts";
import { type Check, type CheckName, ok } from "./check.ts";

/** Checks that the key and the secret are set. Shows their names only. */
export function checkVariables({ names, credentialFaults, warnings }: Settings): Check {
  const found = [...credentialFaults, ...warnings];
  const status = credentialFaults.length > 0 ? "failed" : "warning";
  return found.length === 0
    ? ok("variables", `${names.apiKey} and ${names.apiSecret} are set.`)
    : combined("variables", status, found);
}

/** Checks the base URL, and that the profile fits to it. */
export function checkAddress(settings: Settings): Check {
  const { url, environment, addressFaults, addressWarnings, isDefaultAddress } = settings;
  if (addressFaults.length > 0) return combined("address", "failed", addressFaults);
  if (addressWarnings.length > 0) return combined("address", "warning", addressWarnings);
  return ok("address", `${url?.origin} (${isDefaultAddress ? "test, the default" : environment})`);
}

function combined(name: CheckName, status: Check["status"], found: readonly SettingsFault[]): Check {
  const [first] = found;
  return {
    name,
    status,
    ...(first !== undefined && { fault: first.fault }),
    message: found.map(({ message }) => message).join(" "),
    advice: [...new Set(found.map(({ advice }) => advice))].join(" "),
  };
}
