/** The folder of the console's browser files. */
export const browserFolder: URL = new URL("./browser/", import.meta.url);
