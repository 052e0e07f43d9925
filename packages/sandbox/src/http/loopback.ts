/** Returns whether a host, with or without a port, is `localhost`, `127.0.0.0/8` or `[::1]`. */
export function isLoopback(host: string): boolean {
  if (!URL.canParse(`http://${host}`)) return false;
  const { hostname, username } = new URL(`http://${host}`);
  return username === "" && /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(hostname);
}
