/** Makes a callback of the caller's safe to call: absent, throwing and rejecting ones are all silent. */
export function harmless<T>(callback: ((value: T) => void | Promise<void>) | undefined): (value: T) => void {
  if (callback === undefined) return () => {};
  return (value) => {
    try {
      callback(value)?.catch(() => {});
    } catch {}
  };
}
