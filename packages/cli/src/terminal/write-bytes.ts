import type { Output } from "./terminal.ts";

/**
 * Writes bytes and waits until they are written. Returns `false` if the reader closed the pipe, as
 * `head` does.
 */
export function writeBytes(output: Output, bytes: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    output.write(bytes, (error) => {
      if (!error) resolve(true);
      else if ("code" in error && error.code === "EPIPE") resolve(false);
      else reject(error);
    });
  });
}
