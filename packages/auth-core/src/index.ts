export type { AccessToken } from "./access-token.ts";
export { isTokenError, TokenError, type TokenErrorCode, type TokenErrorDetails } from "./token-error.ts";
export type { TokenRequest, TokenSource } from "./token-source.ts";
