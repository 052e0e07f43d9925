// Generated from openapi.yaml by `npx -y pnpm@12 contracts:accept`. Do not edit.

/**
 * The request body
 */
export interface AuthRequest {
  /**
   * Your API key
   */
  apiKey: string;
  /**
   * Your API secret
   */
  apiSecret: string;
}

/**
 * The response fields
 */
export interface AuthResponse {
  /**
   * JWT access token to use for authenticated requests
   */
  accessToken: string;
  /**
   * Token validity duration in seconds (3600 = 1 hour)
   */
  expiresIn: 3600;
}

/**
 * The body of a 400 response
 */
export interface InvalidRequestError {
  code: 0;
  error: "apiKey and apiSecret required" | "invalid payload";
}

/**
 * The body of a 401 response
 */
export interface InvalidCredentialsError {
  code: 0;
  error: "invalid credentials";
}
