/** Whether the browser does it by itself, without measuring the page at each letter: `field-sizing`, in CSS. */
const byItself = CSS.supports("field-sizing", "content");

/** Makes a text area as high as its text, as far as its style lets it. */
export function fitHeight(field: HTMLTextAreaElement): void {
  if (byItself) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}
