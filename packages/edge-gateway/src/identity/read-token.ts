import { decode } from "jose/base64url";
import { parseJson } from "../policy/parse-json.ts";

/** Three parts in base64url without padding. Only an unsigned token has an empty last part. */
const SHAPE = /^([\w-]+)\.([\w-]+)\.[\w-]*$/;

/** The parts of a token that select the key to verify it with. They are not verified. */
export interface UnverifiedToken {
  readonly alg: string;
  readonly kid: string;
  readonly issuer: string;
}

/**
 * Reads a token (JWT, RFC 7519) without verifying it. Returns `undefined` if its format is wrong,
 * if it has no `alg`, `kid`, or `iss`, or if it has a member twice.
 */
export function readToken(token: string): UnverifiedToken | undefined {
  try {
    const [, header, payload] = SHAPE.exec(token) ?? [];
    if (header === undefined || payload === undefined) return undefined;
    const { alg, kid }: Partial<Record<string, unknown>> = Object(readJson(header));
    const { iss }: Partial<Record<string, unknown>> = Object(readJson(payload));
    return typeof alg === "string" && typeof kid === "string" && typeof iss === "string"
      ? { alg, kid, issuer: iss }
      : undefined;
  } catch {
    return undefined;
  }
}

function readJson(segment: string): unknown {
  return parseJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(decode(segment)));
}
