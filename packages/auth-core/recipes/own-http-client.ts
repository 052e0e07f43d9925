import { wakapay } from "./quick-start.ts";

const { WAKAPAY_BASE_URL = "" } = process.env;

const token = await wakapay.getToken();
const response = await fetch(`${WAKAPAY_BASE_URL}/business/balance?currency=USD`, {
  headers: { Authorization: `Bearer ${token}` },
  redirect: "manual",
});
if (response.status === 401) wakapay.clearToken(token); // the next getToken() returns a new token
console.log(response.status);
