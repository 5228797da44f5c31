// A button beside each text to copy, made from the template of the page. Where the clipboard is out of reach, the text is
// selected.
(() => {
  const template = document.getElementById("copy").content.firstElementChild;
  for (const place of document.querySelectorAll(".copy")) {
    const text = place.querySelector("pre");
    const button = template.cloneNode(true);
    const say = (word) => {
      button.textContent = word;
      setTimeout(() => (button.textContent = template.textContent), 2000);
    };
    button.ariaLabel = button.dataset.name.replace("{format}", text.ariaLabel);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        say(button.dataset.copied);
      } catch {
        getSelection().selectAllChildren(text);
        say(button.dataset.selected);
      }
    });
    place.append(button);
  }
})();
