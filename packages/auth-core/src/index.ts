export { type AuthorizedFetch, type AuthorizedFetchOptions, authorizedFetch } from "./authorized-fetch.ts";
export { createTokenManager, type TokenManager, type TokenManagerOptions } from "./create-token-manager.ts";
export { WAKAPAY_TEST_URL } from "./options/base-url.ts";
export type { Credentials, CredentialsFunction } from "./options/credentials.ts";
export type { Fetch, FetchImplementation } from "./options/fetch.ts";
export type { Runtime, Trace, TracedOperation } from "./options/runtime.ts";
export type { StoredEntry, StoreEntry, TokenStore } from "./store/token-store.ts";
export type { Wait } from "./time/wait.ts";
export type { AccessToken } from "./token/access-token.ts";
export {
  isTokenError,
  TokenError,
  type TokenErrorCode,
  type TokenErrorDetails,
} from "./token/token-error.ts";
export type { StoreOperation, TokenEvent, TokenEventListener } from "./token/token-event.ts";
export type { TokenRequest, TokenSource } from "./token/token-source.ts";
