const FEW_EMOJI = /^(?:\p{RGI_Emoji}\s*){1,3}$/v;

/** Whether the text is one, two or three emoji and nothing else: such a message is shown large. */
export const isOnlyEmoji = (text: string): boolean => FEW_EMOJI.test(text.trim());
