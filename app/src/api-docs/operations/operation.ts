import type { ErrorCode } from "../../http/errors.ts";

/** What a route's schemas don't say. */
export interface Operation {
  does: string;
  /** Errors besides those that follow from who may call it, its parameters and its body. */
  errors?: ErrorCode[];
  /** A body that works. */
  example?: unknown;
  /** The success, where the route has no schema for it: its status and what it means. */
  answers?: { status: number; means: string; contentType?: string };
  /** A body that the route reads without a schema. */
  rawBody?: { contentTypes: string[]; means: string };
  /** Query parameters that the route reads without a schema. */
  query?: Record<string, string>;
  /** Headers of the success. */
  headers?: Record<string, string>;
}

/** By "METHOD /path", as routes are registered, below the heading that they are shown under. */
export type Operations = Record<string, Record<string, Operation>>;

export const nothing = { status: 204, means: "Done." };

export const picture = {
  contentTypes: ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"],
  means: "The picture, of at most 10 MiB.",
};
