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
export const ChevronDownIcon = icon(<path d="m6 9.500 6 6 6-6" />);
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
export const BoostIcon = icon(
  <path d="M20 11.5A8.5 8.5 0 1 1 12.5 4M8.5 14c1.7 2.6 5.300 2.6 7 0M9 9.5v.1m6-.1v.1M18.5 3v6m-3-3h6" />,
);
export const AttachIcon = icon(
  <path d="m19 11-7.6 7.600a4.7 4.7 0 0 1-6.6-6.600l8-8a3.2 3.2 0 0 1 4.5 4.500l-8 8a1.6 1.6 0 0 1-2.3-2.300L14 7.5" />,
);
export const FileIcon = icon(
  <path d="M13.5 3.500H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.500h10a1.5 1.5 0 0 0 1.5-1.500V8.500l-5-5Zm0 0v5h5" />,
);
export const DownloadIcon = icon(<path d="M12 4v11m-4.5-4.500L12 15l4.5-4.500M5 19.500h14" />);
export const ShareIcon = icon(<path d="M12 15V4m-4 4 4-4 4 4M8 11H5.5v9h13v-9H16" />);
export const ArrowLeftIcon = icon(<path d="M19 12H5m6-6-6 6 6 6" />);
export const ArrowRightIcon = icon(<path d="M5 12h14m-6-6 6 6-6 6" />);
export const ReplyIcon = icon(<path d="M10 6 4 12l6 6m-6-6h10a6 6 0 0 1 6 6v1" />);
export const MoreIcon = icon(<path stroke-width="2.6" d="M5.5 12v.1m6.5-.1v.1m6.5-.1v.1" />);
export const EditIcon = icon(<path d="m5 19 .8-4L16 4.8a2.1 2.1 0 0 1 3 3L8.8 18 5 19Zm9-12 3 3" />);
export const BinIcon = icon(<path d="M4.5 7h15M9 7V4.5h6V7m-8.5 0 1 13h9l1-13M10.5 11v5.5m3-5.5v5.5" />);
export const CopyIcon = icon(
  <path d="M9 9V6a1.5 1.5 0 0 1 1.5-1.5H18A1.5 1.5 0 0 1 19.5 6v7.5A1.5 1.5 0 0 1 18 15h-3M6 9h7.5A1.5 1.5 0 0 1 15 10.5V18a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 18v-7.5A1.5 1.5 0 0 1 6 9Z" />,
);
export const BellIcon = icon(<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15L6 17Zm4.5 3.5h3" />);
export const BellOffIcon = icon(
  <path d="M6 17v-6c0-1.3.4-2.5 1.1-3.5M10 5.3A6 6 0 0 1 18 11v3.5M15 18.5H4.5L6 17M10.5 20.5h3M4.5 4.5l15 15" />,
);
export const SettingsIcon = icon(
  <path d="M4 7h9m4 0h3M4 17h3m4 0h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-6 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z" />,
);
export const PeopleIcon = icon(
  <path d="M9 11.5a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6ZM3 19c.5-3.200 2.900-4.800 6-4.800s5.5 1.6 6 4.800M16 5.3a3.200 3.200 0 0 1 0 6M17.5 14.6c1.900.6 3.1 2.1 3.5 4.400" />,
);
export const LockIcon = icon(<path d="M6 11h12v8.5H6V11Zm2.5 0V8a3.5 3.5 0 0 1 7 0v3" />);
export const JumpIcon = icon(<path d="M4 12h14m-5.5-5.5L18 12l-5.5 5.5M20.5 5v14" />);
export const LogIcon = icon(<path d="M6 4h12v16H6V4Zm3.5 5h5m-5 3.5h5m-5 3.5h3" />);
export const BotIcon = icon(
  <path d="M6.5 9h11A1.5 1.5 0 0 1 19 10.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 17.5v-7A1.5 1.5 0 0 1 6.5 9ZM12 9V5.5m-2.5 7.5v1.5m5-1.5v1.5M2.5 13v2.5m19-2.5v2.5" />,
);
export const FormatIcon = icon(
  <path d="m3.500 18 5-12 5 12m-8.400-4h6.800m9.100 4v-5.500a2.500 2.500 0 0 0-5-.5m5 2.500c-3 0-5.500.5-5.500 2.200 0 2.100 4.500 2 5.500-.2" />,
);
export const SoundIcon = icon(
  <path d="M4.500 9.500v5H8l4.500 4v-13L8 9.500H4.500Zm11.500-.5a4.200 4.200 0 0 1 0 6m2.500-8.500a7.800 7.800 0 0 1 0 11" />,
);
export const SoundOffIcon = icon(<path d="M4.500 9.500v5H8l4.500 4v-13L8 9.500H4.500Zm12 .5 4 4m0-4-4 4" />);
