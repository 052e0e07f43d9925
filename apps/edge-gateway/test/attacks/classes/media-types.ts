import type { AttackClass } from "../attack.ts";
import { ECHO, sends } from "../request-text.ts";

/** Bodies that say that they are something else, or nothing. */
export const mediaTypes: AttackClass = {
  title: "Content type and encoding",
  attacks: [
    [],
    ["Content-Type: text/plain"],
    ["Content-Type: application/x-www-form-urlencoded"],
    ["Content-Type: multipart/form-data; boundary=x"],
    ["Content-Type: application/xml"],
    ["Content-Type: application/json; charset=utf-7"],
    ["Content-Type: application/json, text/html"],
    ["Content-Type: application/json", "Content-Type: text/html"],
    ["Content-Type: application/json", "Content-Encoding: gzip"],
    ["Content-Type: application/json", "Content-Encoding: br"],
    ["Content-Type: application/json", "Content-Encoding: identity, gzip"],
  ].map((headers) => ({
    name: headers.length === 0 ? "no Content-Type" : headers.map((line) => `\`${line}\``).join(" with "),
    expected: { status: 415, problem: "media_type_refused" },
    request: sends({ method: "POST", target: ECHO, headers, body: "{}" }),
  })),
};
