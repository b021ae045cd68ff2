import { expect, test } from "vitest";
import fc from "../../../../tests/support/properties.ts";
import { addedHeaders, forwardedHeaders } from "../../../local/proxy/headers.ts";
import { Limiter } from "../../../local/proxy/limiter.ts";
import { classify, hasHashedName, pathOf, withoutSecrets } from "../../../local/proxy/routes.ts";

const rates = fc.record({ perSecond: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 0, max: 50 }) });

test("a limit lets through at most the burst and one, and what its rate adds in the time", () => {
  fc.assert(
    fc.property(rates, fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }), (rate, gaps) => {
      const limiter = new Limiter(rate);
      let now = 1000;
      let passed = 0;
      for (const gap of gaps) {
        now += gap;
        if (limiter.take("a", now) === 0) passed++;
        expect(passed).toBeLessThanOrEqual(1 + rate.burst + ((now - 1000) / 1000) * rate.perSecond + 1e-6);
      }
    }),
  );
});

test("after the wait that it names, it lets through; and one address does not use up another's", () => {
  fc.assert(
    fc.property(rates, fc.integer({ min: 1, max: 200 }), (rate, requests) => {
      const limiter = new Limiter(rate);
      const waits = Array.from({ length: requests }, () => limiter.take("a", 0));
      const wait = waits.find((seconds) => seconds > 0);
      expect(waits.filter((seconds) => seconds === 0)).toHaveLength(Math.min(requests, rate.burst + 1));
      if (wait !== undefined) expect(limiter.take("a", wait * 1000)).toBe(0);
      expect(limiter.take("b", 0)).toBe(0);
    }),
  );
});

test("an address is forgotten once its allowance is whole again", () => {
  const limiter = new Limiter({ perSecond: 10, burst: 20 });
  for (let request = 0; request < 5; request++) limiter.take("a", 0);
  limiter.forget(400);
  expect(limiter.size).toBe(1);
  limiter.forget(500);
  expect(limiter.size).toBe(0);
});

test("however a path to the metrics is written, it is seen as such", () => {
  for (const target of [
    "/metrics",
    "/metrics?a=b",
    "/metrics/",
    "/%6detrics",
    "/x/../metrics",
    "/%2e/metrics",
    "/METRICS",
    "/.//metrics",
  ]) {
    expect([target, classify("GET", pathOf(target)!)]).toEqual([target, "metrics"]);
  }
  for (const target of ["//metrics", "http://other/metrics", "*", "", undefined])
    expect(pathOf(target)).toBeUndefined();
});

test("only calls of the API and changes count as such", () => {
  expect(classify("GET", "/api/state")).toBe("api");
  expect(classify("POST", "/rooms/1/2-key/messages")).toBe("api");
  for (const path of ["/", "/rooms/1", "/rooms/1/@:17", "/session/new", "/metricsandmore"])
    expect(classify("GET", path)).toBe("page");
  for (const path of ["/assets/index-BfZ3x1aQ.js", "/favicon.ico", "/manifest.json"])
    expect(classify("GET", path)).toBe("asset");
  for (const path of ["/up", "/health", "/health/ready", "/health/live"]) expect(classify("GET", path)).toBe("health");
});

test("only names that hold a hash may be kept for ever", () => {
  for (const name of ["index-BfZ3x1aQ.js", "app.3f2a9c1d.css", "font-d41d8cd98f00b204.woff2"])
    expect([name, hasHashedName(`/assets/${name}`)]).toEqual([name, true]);
  for (const name of [
    "message-composer.js",
    "icon-1024x1024.png",
    "report-20240131.png",
    "index.js",
    "Three-Dimensional.js",
    "index-BfZ3x1aQ.html",
  ])
    expect([name, hasHashedName(`/${name}`)]).toEqual([name, false]);
});

test("what opens doors does not get into the log", () => {
  expect(withoutSecrets("/join/abcd-EFGH-1234")).toBe("/join/…");
  expect(withoutSecrets("/api/invitations/letters")).toBe("/api/invitations/…");
  expect(withoutSecrets("/rooms/12/7-Xa9kQz/messages")).toBe("/rooms/12/…/messages");
  expect(withoutSecrets("/rooms/12/@34")).toBe("/rooms/12/@34");
  expect(withoutSecrets("/assets/index-BfZ3x1aQ.js")).toBe("/assets/index-BfZ3x1aQ.js");
});

test("whatever a client claims about where it is from, the replica gets the truth, and nothing meant for this hop", () => {
  const names = fc.constantFrom(
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-real-ip",
    "forwarded",
    "te",
    "keep-alive",
    "x-named",
    "cookie",
  );
  fc.assert(
    fc.property(fc.dictionary(names, fc.string()), (claims) => {
      const headers = forwardedHeaders(
        { host: "chat", connection: "keep-alive, X-Named", ...claims },
        { address: "10.0.0.9", host: "chat" },
      );
      const { cookie } = claims;
      expect(headers).toEqual({
        host: "chat",
        ...(cookie === undefined ? {} : { cookie }),
        "x-forwarded-for": "10.0.0.9",
        "x-real-ip": "10.0.0.9",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "chat",
      });
    }),
  );
});

test("a client can't have the body's length or the host dropped by naming them as hop headers", () => {
  const headers = forwardedHeaders(
    { host: "chat", "content-length": "3", connection: "host, content-length" },
    { address: "::1", host: "chat" },
  );
  expect(headers).toMatchObject({ host: "chat", "content-length": "3" });
});

test("headers that the app sets stay as they are", () => {
  const app = {
    "content-security-policy": "default-src 'none'",
    "cache-control": "no-cache",
    "strict-transport-security": "max-age=1",
  };
  const added = addedHeaders({ headers: app, statusCode: 200 }, "/assets/index-BfZ3x1aQ.js");
  expect(Object.keys(added).sort()).toEqual([
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
    "x-xss-protection",
  ]);
  expect(addedHeaders({ headers: {}, statusCode: 200 }, "/assets/index-BfZ3x1aQ.js")["cache-control"]).toBe(
    "public, max-age=31536000, immutable",
  );
  expect(addedHeaders({ headers: {}, statusCode: 404 }, "/assets/index-BfZ3x1aQ.js")).not.toHaveProperty(
    "cache-control",
  );
});
