import type {
  AuthErrorBody,
  AuthRequestBody,
  AuthResponseBody,
} from "../../../packages/auth-core/src/token-endpoint.ts";
import type {
  AuthRequest,
  AuthResponse,
  CredentialsRefused,
  RequestRefused,
} from "../../src/openapi/wire-types.ts";

// Nothing runs here: `pnpm typecheck` fails where auth-core's idea of the wire and the document's are not the same,
// field by field, in both directions. The document names exact values; the types of auth-core, what values they are.

type Widened<T> = T extends string ? string : T extends number ? number : T;
type Fields<T> = { [Name in keyof T]: Widened<T[Name]> };
type Same<A, B> = [Fields<A>, Fields<B>] extends [Fields<B>, Fields<A>] ? true : false;
type Agreed<Verdict extends true> = Verdict;

export type AuthCoreAgrees = [
  Agreed<Same<AuthRequest, AuthRequestBody>>,
  Agreed<Same<AuthResponse, AuthResponseBody>>,
  Agreed<Same<RequestRefused, AuthErrorBody>>,
  Agreed<Same<CredentialsRefused, AuthErrorBody>>,
];
