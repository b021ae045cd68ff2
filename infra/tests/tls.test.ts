import { describe, expect, it } from "vitest";
import fc from "../../tests/support/properties.ts";
import { hostOf, signerOf, tlsProblems } from "../tls.ts";
import { specOf } from "./support/spec.ts";

const stack = (config: Record<string, string>) => specOf({ platform: "docker", ...config });
const codes = (config: Record<string, string>) =>
  tlsProblems(stack(config)).map(({ code, setting }) => [code, setting]);

describe("the certificate", () => {
  it("is public for a name of the internet, and the stack's own for any other", () => {
    const spec = stack({});
    expect(signerOf(spec, "chat.example.com")).toBe("public");
    for (const host of ["localhost", "chat.internal", "chat.local", "chat.home.arpa", "192.168.1.20", "chat"]) {
      expect([host, signerOf(spec, host)]).toEqual([host, "internal"]);
    }
  });

  it("is whose the stack file says", () => {
    expect(signerOf(stack({ tls: "internal" }), "chat.example.com")).toBe("internal");
    expect(signerOf(stack({ tls: "public" }), "chat.internal")).toBe("public");
  });

  it("can't be public without a domain, or for one that is not of the internet", () => {
    expect(codes({ tls: "public" })).toEqual([["DOMAIN_MISSING", "domain"]]);
    expect(codes({ tls: "public", domain: "chat.corp" })).toEqual([["DOMAIN_NOT_PUBLIC", "domain"]]);
    expect(codes({ tls: "public", domain: "chat.example.com" })).toEqual([]);
  });

  it("needs no domain where the stack signs it", () => {
    expect(codes({ tls: "internal" })).toEqual([]);
    expect(codes({})).toEqual([]);
  });
});

describe("a stack without a domain", () => {
  it("has a host name that is valid, and nobody's on the internet, whatever the stack is called", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_.-]{1,40}$/), (stackName) => {
        const host = hostOf({ ...stack({}), stack: stackName });
        expect(host).toMatch(/\.campfire\.internal$/);
        expect(signerOf(stack({}), host)).toBe("internal");
        for (const label of host.split(".")) expect(label).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
      }),
    );
  });
});
