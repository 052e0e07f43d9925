import axios from "axios";
import { wakapay } from "./wakapay.ts";

export const api = axios.create({
  baseURL: process.env["WAKAPAY_BASE_URL"] ?? "",
  adapter: "fetch",
  env: { fetch: wakapay.fetch },
});
