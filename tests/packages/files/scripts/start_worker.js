const worker = new Worker("/worker.js", { type: "module" });
worker.onmessage = ({ data }) => (document.querySelector("output").textContent = data);
worker.onerror = ({ message }) => console.error(message);
