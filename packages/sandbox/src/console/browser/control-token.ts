const KEY = "wakapay-sandbox-control-token";

/** Returns the headers that authorize a request. Empty if the sandbox needs no control token. */
export function authorization(): Record<string, string> {
  const token = sessionStorage.getItem(KEY);
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

/** Keeps the control token in this browser tab. */
export function keepControlToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

/** Removes the control token from this browser tab. */
export function forgetControlToken(): void {
  sessionStorage.removeItem(KEY);
}

/** Returns whether this browser tab has a control token. */
export function hasControlToken(): boolean {
  return sessionStorage.getItem(KEY) !== null;
}
