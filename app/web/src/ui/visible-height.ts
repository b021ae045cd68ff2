/** Some phones cover the page with the keyboard instead of shrinking it: the layout's height follows what is really visible. */
export function fitToVisibleHeight(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const fit = () => {
    const covered = viewport.scale === 1 && window.innerHeight - viewport.height > 80;
    document.documentElement.style.setProperty("--app-height", covered ? `${viewport.height}px` : "100dvh");
    if (covered) window.scrollTo(0, 0);
  };
  viewport.addEventListener("resize", fit);
}
