// Shows how far long work is, and loads the page anew once it has ended. Without it the page says
// how far it was, and the link to look again does the same.
(() => {
  const bar = document.querySelector("[data-progress]");
  if (!bar) return;
  const words = document.getElementById(bar.dataset.words);
  const look = async () => {
    try {
      const answer = await fetch(bar.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) return void location.reload();
      const told = await answer.json();
      if (told.ended) return void location.reload();
      bar.max = Math.max(told.rows, 1);
      bar.value = told.done;
      words.textContent = told.rows
        ? `${told.done.toLocaleString("en-GB")} of ${told.rows.toLocaleString("en-GB")} ${bar.dataset.unit}`
        : "Waiting for its turn";
    } catch {
      words.textContent = "The service does not answer just now; the work goes on. Looking again.";
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 500);
})();
