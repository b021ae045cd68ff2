/** Where only a touch keyboard is at hand, Enter makes a new line: Shift+Enter is out of reach there. */
export const touchOnly = matchMedia("(hover: none) and (pointer: coarse)");
