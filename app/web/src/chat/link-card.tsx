import type { LinkPreview } from "../protocol.ts";

/** What a message's link leads to, in the words of that page; the host is always told, since a page may call itself anything. */
export function LinkCard({ preview }: { preview: LinkPreview }) {
  const { url, title, description, site, image } = preview;
  const host = URL.parse(url)?.host ?? "";
  return (
    // The link in the message is the one in the tab order.
    <a class="link-card" href={url} target="_blank" rel="noopener noreferrer" tabIndex={-1}>
      <span class="link-words" dir="auto">
        <span class="link-site">
          <bdi>{host}</bdi>
          {site && site.toLowerCase() !== host && <bdi> · {site}</bdi>}
        </span>
        <b class="link-title">{title}</b>
        {description && <span class="link-description">{description}</span>}
      </span>
      {image && <img src={image.url} width={image.width} height={image.height} alt="" loading="lazy" />}
    </a>
  );
}
