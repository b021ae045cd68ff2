import { useEffect, useState } from "preact/hooks";

/** Around the squares, as the standard asks for. */
const QUIET = 4;

interface Drawing {
  size: number;
  path: string;
}

/** A link for another device's camera. What draws it is loaded only now; without it the link still stands beside. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  useEffect(() => {
    let current = true;
    draw(text).then(
      (made) => current && setDrawing(made),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [text]);
  if (!drawing) return null;
  return (
    <svg
      class="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${drawing.size} ${drawing.size}`}
      shape-rendering="crispEdges"
    >
      <path d={drawing.path} />
    </svg>
  );
}

/** The dark squares of each row, joined where they touch. */
async function draw(text: string): Promise<Drawing> {
  const { encode } = await import("uqr");
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  const runs = data.flatMap((row, y) =>
    row.flatMap((dark, x) => {
      if (!dark || row[x - 1]) return [];
      const end = row.indexOf(false, x);
      const length = (end < 0 ? size : end) - x;
      return [`M${x} ${y}h${length}v1h-${length}z`];
    }),
  );
  return { size, path: runs.join("") };
}
