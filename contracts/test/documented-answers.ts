import type { Interaction } from "../src/interaction.ts";
import type { Json } from "../src/json.ts";
import { matching } from "../src/matching.ts";

type Answer = Interaction["response"];

const JWT = /^eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

/** Has the shape of a token and is none: its middle is no JSON. */
export const EXAMPLE_TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.an-example.of-no-account";

/** 200 of `POST /business/auth`: «Success Response». */
export const tokenAnswer = answer(200, { accessToken: matching(JWT, EXAMPLE_TOKEN), expiresIn: 3600 });

/** The four refusals of `POST /business/auth`: «Error Responses». */
export const incompleteCredentials = answer(400, { code: 0, error: "apiKey and apiSecret required" });
export const invalidPayload = answer(400, { code: 0, error: "invalid payload" });
export const invalidCredentials = answer(401, { code: 0, error: "invalid credentials" });

function answer(status: number, json: Json): Answer {
  const type = matching(/^application[/]json(;.*)?$/, "application/json");
  return { status, headers: { "Content-Type": type }, json };
}
