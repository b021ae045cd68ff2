import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import { type Fit, MAX_PICTURE_BYTES, makePicture, type Picture } from "./picture.ts";

/** Adds routes whose body is a picture, by itself and not in a form. */
export function pictureUploads(app: App, maxRequestBytes: number, routes: (uploads: App) => void): void {
  app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    const bodyLimit = Math.min(MAX_PICTURE_BYTES, maxRequestBytes);
    uploads.addContentTypeParser(/^image\//, { parseAs: "buffer", bodyLimit }, (_request, body, done) =>
      done(null, body),
    );
    uploads.addContentTypeParser("*", (_request, _payload, done) => done(noPicture()));
    routes(uploads);
  });
}

/** The picture that a request brought, made small. */
export function readPicture({ body }: FastifyRequest, fit: Fit): Promise<Picture> {
  if (body instanceof Uint8Array) return makePicture(body, fit);
  throw noPicture();
}

const noPicture = () =>
  new AppError("invalid", "The body is no picture: send the file itself, with a Content-Type such as image/jpeg.");

const YEAR_SECONDS = 31_536_000;

/** Sends what never changes at its address. Nothing in it may run or load anything, however it is opened. */
export function sendForEver(reply: FastifyReply, type: string, content: Buffer | string, who: "private" | "public") {
  return sendInert(reply, type, content).header("cache-control", `${who}, max-age=${YEAR_SECONDS}, immutable`);
}

export function sendInert(reply: FastifyReply, type: string, content: Buffer | string): FastifyReply {
  reply.type(type).header("content-security-policy", "default-src 'none'; sandbox");
  return reply.send(content);
}
