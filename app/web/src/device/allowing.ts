/** How somebody who blocked the notifications of this site allows them again, step by step; what the browser is called is `deviceName`'s. */
export function stepsToAllow(device: string, host: string): string[] {
  const [browser = "", system = ""] = device.split(" on ");
  return [
    ...(inBrowser(browser, system) ?? [`Open your browser’s settings for ${host}.`, "Allow notifications there."]),
    "Open this again.",
  ];
}

/** Where to look when notifications are allowed and none is seen. */
export function systemHint(device: string): string {
  const [browser = "", system = ""] = device.includes(" on ") ? device.split(" on ") : ["your browser"];
  const places: Record<string, string> = {
    Windows: "Windows’ Settings, under System › Notifications",
    Mac: "System Settings, under Notifications",
    Android: "Android’s Settings, under Notifications",
    iPhone: "Settings, under Notifications",
    iPad: "Settings, under Notifications",
  };
  const place = places[system] ?? "your system’s settings";
  return `Nothing to be seen? ${place} may keep ${browser} or Campfire quiet, and so may “Do not disturb”.`;
}

function inBrowser(browser: string, system: string): string[] | undefined {
  if (system === "iPhone" || system === "iPad")
    return ["Open Settings, then Notifications.", "Choose Campfire, and allow them."];
  if (system === "Android")
    return ["Tap the sign beside the address.", "Choose Permissions, then Notifications.", "Allow them."];
  if (browser === "Safari")
    return ["Open Safari’s menu, then Settings.", "Choose Websites, then Notifications.", "Allow this site."];
  if (browser === "Firefox")
    return ["Click the crossed-out sign beside the address.", "Take “Blocked” away from Send notifications."];
  if (["Chrome", "Edge", "Opera"].includes(browser))
    return ["Click the sign left of the address.", "Switch Notifications on, or choose Allow in the site’s settings."];
  return undefined;
}
