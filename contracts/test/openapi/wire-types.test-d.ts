import type {
  AuthErrorBody,
  AuthRequestBody,
  AuthResponseBody,
} from "../../../packages/auth-core/src/endpoint/token-response.ts";
import type {
  AuthRequest,
  AuthResponse,
  InvalidCredentialsError,
  InvalidRequestError,
} from "../../src/openapi/wire-types.ts";

// Nothing runs here. `pnpm typecheck` fails if the wire types of auth-core and those of the OpenAPI
// document differ in any field. The document states exact values, and auth-core states their types.

type Widen<T> = T extends string ? string : T extends number ? number : T;
type Fields<T> = { -readonly [Name in keyof T]: Widen<T[Name]> };
/** `true` if two types have the same fields and the same optional fields. */
type Same<A, B> =
  (<T>() => T extends Fields<A> ? 1 : 2) extends <T>() => T extends Fields<B> ? 1 : 2 ? true : false;
type Assert<Condition extends true> = Condition;

export type AuthCoreMatchesDocument = [
  Assert<Same<AuthRequest, AuthRequestBody>>,
  Assert<Same<AuthResponse, AuthResponseBody>>,
  Assert<Same<InvalidRequestError, AuthErrorBody>>,
  Assert<Same<InvalidCredentialsError, AuthErrorBody>>,
];
