import type { ComponentChildren } from "preact";

/** Line icons on a 24-unit grid, drawn for this client. They carry no meaning alone: whatever holds one has a name. */
function icon(shape: ComponentChildren) {
  return () => (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      {shape}
    </svg>
  );
}

export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const CloseIcon = icon(<path d="m6 6 12 12M18 6 6 18" />);
export const MenuIcon = icon(<path d="M4 7h16M4 12h11M4 17h16" />);
export const SearchIcon = icon(<path d="M10.5 17a6.5 6.5 0 1 1 0-13 6.5 6.5 0 0 1 0 13Zm5-1.5L20 20" />);
export const SendIcon = icon(<path d="M12 19V5m-6 6 6-6 6 6" />);
export const ArrowDownIcon = icon(<path d="M12 5v14m-6-6 6 6 6-6" />);
export const ArrowUpIcon = icon(<path d="M12 19V5m-6 6 6-6 6 6" />);
export const LinkIcon = icon(
  <path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1-1" />,
);
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const SignOutIcon = icon(<path d="M14 5H7a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h7M10 12h10m-3.5-3.5L20 12l-3.5 3.5" />);
export const InviteIcon = icon(
  <path d="M10 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 7c.6-3.3 3.2-5 6.5-5 1.4 0 2.6.3 3.6.9M18 13v6m-3-3h6" />,
);
export const WarningIcon = icon(<path d="M12 4 3 19.5h18L12 4Zm0 6v4.5m0 2.5v.1" />);
