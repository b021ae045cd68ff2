import { createHmac, timingSafeEqual } from "node:crypto";

/** Where a picture is, for people who are signed in: another picture has another address. */
export const avatarPath = (userId: number, hash: string) => `/avatars/${userId}/${hash}.webp`;

/** The addresses that bots are told: the same for ever, and nothing that can be guessed, for who follows one has no session. */
export class StableAddresses {
  private readonly secretKey: string;

  constructor(secretKey: string) {
    this.secretKey = secretKey;
  }

  pathOf(userId: number): string {
    return `/users/${userId}-${this.sign(userId)}/avatar`;
  }

  /** Whose avatar `7-…` names; null when it was made up. */
  read(token: string): number | null {
    const [, id, signature] = /^([1-9]\d{0,14})-([\w-]{24})$/.exec(token) ?? [];
    if (!id || !signature) return null;
    return timingSafeEqual(Buffer.from(this.sign(Number(id))), Buffer.from(signature)) ? Number(id) : null;
  }

  private sign(userId: number): string {
    return createHmac("sha256", this.secretKey).update(`avatar:${userId}`).digest("base64url").slice(0, 24);
  }
}
