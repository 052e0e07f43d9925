import got from "got";
import { wakapay } from "./wakapay.ts";

export const api = got.extend({
  prefixUrl: process.env["WAKAPAY_BASE_URL"] ?? "",
  followRedirect: false,
  hooks: {
    beforeRequest: [
      async (options) => {
        if (options.headers["authorization"] !== undefined) return;
        const token = await wakapay.getToken();
        options.headers["authorization"] = `Bearer ${token}`;
        options.context["token"] = token;
      },
    ],
    afterResponse: [
      async (response, retryWithMergedOptions) => {
        const { token } = response.request.options.context;
        if (response.statusCode !== 401 || typeof token !== "string") return response;
        wakapay.clearToken(token);
        return retryWithMergedOptions({
          headers: { authorization: `Bearer ${await wakapay.getToken()}` },
        });
      },
    ],
  },
});
