import { paths } from "../http/paths.ts";
import type { Secrets } from "./secrets.ts";
import { truncate } from "./truncate.ts";

/**
 * Returns a request path as the journal shows it.
 *
 * A path that contains a secret becomes `[redacted]`. A path over 256 characters is truncated.
 */
export function redactPath(path: string, secrets: Secrets): string {
  // A short key such as "b" may occur in a known route, which every caller sends anyway.
  if (Object.values(paths).some((known) => known === path)) return path;
  return secrets.occurIn(path) ? "[redacted]" : truncate(path);
}
