/** Where the person is in the log. */
export interface Place {
  pinned: boolean;
  nearTop: boolean;
  nearBottom: boolean;
}

/** Within this of the end counts as being at the bottom, px. */
const PINNED_PX = 48;
/** Within this of an end, the next page is fetched, px. */
const NEAR_PX = 900;

export type Wish = { kind: "bottom" } | { kind: "message"; number: number } | { kind: "unread" };

/**
 * Keeps a scrolling log where the person left it: at the bottom while new messages come, or with the same message at the same height while
 * others are added above. Browsers' own scroll anchoring does it only in part, so it is off.
 */
export class ScrollKeeper {
  place: Place = { pinned: true, nearTop: false, nearBottom: true };
  private readonly log: HTMLElement;
  private readonly onPlace: (place: Place) => void;
  private readonly sizes: ResizeObserver;
  private anchor: { element: HTMLElement; top: number } | null = null;
  private wish: Wish | null = { kind: "bottom" };

  constructor(log: HTMLElement, onPlace: (place: Place) => void) {
    this.log = log;
    this.onPlace = onPlace;
    this.sizes = new ResizeObserver(() => this.settle());
    this.sizes.observe(log);
    this.sizes.observe(log.firstElementChild!);
    log.addEventListener("scroll", this.look, { passive: true });
  }

  stop(): void {
    this.sizes.disconnect();
    this.log.removeEventListener("scroll", this.look);
  }

  /** Goes somewhere as soon as that is there, and stays where the person goes from then on. */
  wishFor(wish: Wish): void {
    this.wish = wish;
    this.settle();
    if (this.wished()) this.wish = null;
  }

  /**
   * To be called whenever the log's content changed. `complete` says that nothing newer is still to come: then a wish for the bottom is
   * fulfilled, and one for the first unread message that can't be found becomes one for the bottom.
   */
  contentChanged(complete: boolean): void {
    if (complete && this.wish?.kind === "unread" && !this.wished()) this.wish = { kind: "bottom" };
    this.settle();
    if (this.wished() || (complete && this.wish?.kind === "bottom")) this.wish = null;
  }

  private settle(): void {
    const { log, wish } = this;
    const element = this.wished();
    if (wish?.kind === "bottom" || (!wish && this.place.pinned)) log.scrollTop = log.scrollHeight;
    else if (element) log.scrollTop = this.topOf(element) - this.roomAbove(element);
    else if (this.anchor?.element.isConnected) log.scrollTop = this.topOf(this.anchor.element) - this.anchor.top;
    this.look();
  }

  private wished(): HTMLElement | null {
    if (this.wish?.kind === "message") return this.log.querySelector(`[data-number="${this.wish.number}"]`);
    if (this.wish?.kind === "unread") return this.log.querySelector(".unread-mark");
    return null;
  }

  private roomAbove(element: HTMLElement): number {
    if (this.wish?.kind === "unread") return this.log.clientHeight / 4;
    return Math.max(0, (this.log.clientHeight - element.offsetHeight) / 2);
  }

  private topOf(element: HTMLElement): number {
    return element.getBoundingClientRect().top - this.log.getBoundingClientRect().top + this.log.scrollTop;
  }

  private readonly look = (): void => {
    const { log } = this;
    const below = log.scrollHeight - log.clientHeight - log.scrollTop;
    this.place = { pinned: below <= PINNED_PX, nearTop: log.scrollTop < NEAR_PX, nearBottom: below < NEAR_PX };
    const top = log.getBoundingClientRect().top;
    const visible = [...log.querySelectorAll<HTMLElement>("[data-number]")].find(
      (element) => element.getBoundingClientRect().bottom > top,
    );
    this.anchor = visible ? { element: visible, top: visible.getBoundingClientRect().top - top } : null;
    this.onPlace(this.place);
  };
}
