// Shows a page as its printed rules make it: they are the same rules, for the screen too.

const forScreen = (rules) => {
  for (const rule of rules) {
    if (rule instanceof CSSMediaRule) {
      if (rule.media.mediaText === "print") rule.media.mediaText = "all";
      else if (rule.conditionText.includes("prefers-color-scheme: dark")) rule.media.mediaText = "not all";
      forScreen(rule.cssRules);
    } else if (rule instanceof CSSPageRule) {
      document.body.style.padding = rule.style.margin;
    }
  }
};

for (const sheet of document.styleSheets) {
  try {
    forScreen(sheet.cssRules);
  } catch {
    // A sheet of another site can't be read; the page's own ones can.
  }
}
