const strong = (etag: string) => etag.trim().replace(/^W\//, "");

/** Whether an If-None-Match names what is there: one of several, weak or not, or anything at all. */
export function namesEtag(header: string | undefined, etag: string): boolean {
  return (header ?? "").split(",").some((part) => [strong(etag), "*"].includes(strong(part)));
}
