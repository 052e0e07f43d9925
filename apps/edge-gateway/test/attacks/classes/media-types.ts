import type { AttackClass } from "../attack.ts";
import { ECHO } from "../request-parts.ts";

const JSON_TYPE = "Content-Type: application/json";
const REJECTED: readonly (readonly [name: string, headers: readonly string[]])[] = [
  ["missing Content-Type", []],
  ["plain text", ["Content-Type: text/plain"]],
  ["form", ["Content-Type: application/x-www-form-urlencoded"]],
  ["multipart form", ["Content-Type: multipart/form-data; boundary=x"]],
  ["XML", ["Content-Type: application/xml"]],
  ["JSON in UTF-7", [`${JSON_TYPE}; charset=utf-7`]],
  ["list of types", [`${JSON_TYPE}, text/html`]],
  ["two Content-Type headers", [JSON_TYPE, "Content-Type: text/html"]],
  ["gzip", [JSON_TYPE, "Content-Encoding: gzip"]],
  ["Brotli", [JSON_TYPE, "Content-Encoding: br"]],
  ["gzip after identity", [JSON_TYPE, "Content-Encoding: identity, gzip"]],
];
const ACCEPTED: readonly (readonly [name: string, headers: readonly string[]])[] = [
  ["JSON in quoted UTF-8", ['Content-Type: Application/JSON ; charset="UTF-8"']],
  ["identity in uppercase", [JSON_TYPE, "Content-Encoding: IDENTITY"]],
];

/** Bodies that are not plain JSON in UTF-8. */
export const mediaTypes: AttackClass = {
  title: "Content type and encoding",
  description: "Types and encodings that WakaPay may parse differently. Only JSON in UTF-8 is accepted.",
  attacks: [
    ...REJECTED.map(([name, headers]) => ({
      name: nameOf(name, headers),
      request: { method: "POST", target: ECHO, headers, body: "{}" },
      expected: { status: 415, problem: "media_type_refused" } as const,
    })),
    ...ACCEPTED.map(([name, headers]) => ({
      name: nameOf(name, headers),
      request: { method: "POST", target: ECHO, headers, body: "{}" },
      expected: { status: 200 },
    })),
  ],
};

function nameOf(name: string, headers: readonly string[]): string {
  const last = headers.at(-1);
  return last === undefined ? name : `${name} (\`${last}\`)`;
}
