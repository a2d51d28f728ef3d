// Waits for new messages and then takes the list afresh from the server, which has escaped it.
"use strict";

const retryAfterMs = 2000;

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
}

async function follow(after) {
  for (;;) {
    try {
      const answer = await fetch(`/v1/inbox?after=${after}&wait_s=25`);
      const inbox = await answer.json();
      if (inbox.messages.length > 0) await refresh();
      after = inbox.next;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
    }
  }
}

follow(Number(document.querySelector("main").dataset.last));
