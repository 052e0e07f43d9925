import ky from "ky";
import { wakapay } from "./wakapay.ts";

export const api = ky.create({
  baseUrl: process.env["WAKAPAY_BASE_URL"] ?? "",
  fetch: wakapay.fetch,
});
