// Generated from openapi.yaml by `pnpm contracts:accept`. Do not edit.

/**
 * «Request Body»
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
 * «Response Fields»
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
 * «Error Responses», 400
 */
export interface RequestRefused {
  code: 0;
  error: "apiKey and apiSecret required" | "invalid payload";
}

/**
 * «Error Responses», 401
 */
export interface CredentialsRefused {
  code: 0;
  error: "invalid credentials";
}
