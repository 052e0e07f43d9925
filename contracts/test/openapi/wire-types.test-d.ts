import type {
  AuthErrorBody,
  AuthRequestBody,
  AuthResponseBody,
} from "../../../packages/auth-core/src/endpoint/token-endpoint.ts";
import type {
  AuthRequest,
  AuthResponse,
  CredentialsRefused,
  RequestRefused,
} from "../../src/openapi/wire-types.ts";

// Nothing runs here: `pnpm typecheck` fails where auth-core's idea of the wire and the document's are not the same,
// field by field, in both directions. The document names exact values; the types of auth-core, what values they are.

type Widened<T> = T extends string ? string : T extends number ? number : T;
type Fields<T> = { -readonly [Name in keyof T]: Widened<T[Name]> };
/** The same type: neither a field more nor one less, and none optional on one side alone. */
type Same<A, B> =
  (<T>() => T extends Fields<A> ? 1 : 2) extends <T>() => T extends Fields<B> ? 1 : 2 ? true : false;
type Agreed<Verdict extends true> = Verdict;

export type AuthCoreAgrees = [
  Agreed<Same<AuthRequest, AuthRequestBody>>,
  Agreed<Same<AuthResponse, AuthResponseBody>>,
  Agreed<Same<RequestRefused, AuthErrorBody>>,
  Agreed<Same<CredentialsRefused, AuthErrorBody>>,
];
