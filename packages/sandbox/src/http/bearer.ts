/** Returns the token of `Authorization: Bearer {token}`, or `undefined` if there is none. */
export function bearerOf(headers: Headers): string | undefined {
  return /^Bearer +([\w.~+/-]+=*)$/i.exec(headers.get("authorization") ?? "")?.[1];
}
