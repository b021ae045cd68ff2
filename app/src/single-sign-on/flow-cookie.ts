import { hkdfSync } from "node:crypto";
import { Signer } from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ServeConfig } from "../config.ts";

/** What has to be remembered while somebody is at the provider. */
export interface Flow {
  state: string;
  nonce: string;
  /** PKCE's: whoever gets hold of the provider's code alone can't use it. */
  verifier: string;
  /** Where to go once signed in: a path of this site. */
  returnTo: string;
  /** What the account is to be called, at the first run. */
  team?: string | undefined;
  /** Of the invite link that led here. */
  invitation?: string | undefined;
}

const COOKIE = "sign_in";
const PATH = "/session/oidc";
/** How long somebody may take at the provider, in seconds. */
const PATIENCE = 600;

/**
 * Keeps the flow in the browser that began it and in no replica: any can finish what another began, and no other
 * browser can.
 */
export class FlowCookie {
  private readonly signer: Signer;
  private readonly secure: boolean;

  constructor({ secretKey, publicUrl }: Pick<ServeConfig, "secretKey" | "publicUrl">) {
    // A key of its own: what it signs can be passed off as nothing else.
    this.signer = new Signer(Buffer.from(hkdfSync("sha256", secretKey, "", "single sign-on", 32)));
    this.secure = publicUrl.protocol === "https:";
  }

  write(reply: FastifyReply, flow: Flow): void {
    const text = JSON.stringify({ ...flow, until: Date.now() + PATIENCE * 1000 });
    reply.setCookie(COOKIE, this.signer.sign(Buffer.from(text).toString("base64url")), {
      path: PATH,
      httpOnly: true,
      // The provider leads back here from its own site.
      sameSite: "lax",
      secure: this.secure,
      maxAge: PATIENCE,
    });
  }

  /** The flow of this browser, which is over then; null when there is none, it is too old, or somebody made it up. */
  take(request: FastifyRequest, reply: FastifyReply): Flow | null {
    const cookie = request.cookies[COOKIE];
    if (cookie === undefined) return null;
    reply.clearCookie(COOKIE, { path: PATH });
    const { valid, value } = this.signer.unsign(cookie);
    if (!valid) return null;
    const { until, ...flow } = JSON.parse(Buffer.from(value, "base64url").toString()) as Flow & { until: number };
    return until > Date.now() ? flow : null;
  }
}
